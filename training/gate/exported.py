"""Reads what export.py wrote back into the order of training."""
from __future__ import annotations

import base64

import numpy as np

from features import NAMED, NAMED_VALUE, SIZE


def theta_of(model: dict, columns: dict[str, int]) -> np.ndarray:
    """The weights of an exported gate as the fit has them, the bias last."""
    theta = np.zeros(NAMED + len(columns) + 1)
    for table, first in ((model, 0), (model["long"], SIZE)):
        weights = np.frombuffer(base64.b64decode(table["weights"]), np.int8) * table["scale"]
        theta[first:first + len(weights)] = weights
    for name, weight in model["lexicon"].items():
        theta[NAMED + columns[name]] = weight / NAMED_VALUE
    theta[-1] = model["bias"]
    return theta
