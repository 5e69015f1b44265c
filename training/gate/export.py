"""Writes the gate's model file: int8 weights in base64 with one scale, lexicon weights, bias, calibration."""
from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from features import BITS, LONG, LONG_BITS, LONG_SHRINK, LONG_SIZE, NAMED, NAMED_VALUE, SHRINK, SIZE, WINDOW


def quantise(weights: np.ndarray, share: float = .9999) -> tuple[np.ndarray, float]:
    """Symmetric int8. The scale ends at that share of the weights: a few outliers must not cost the rest their precision."""
    top = max(float(np.quantile(np.abs(weights[weights != 0]), share)), 1e-6)
    return np.clip(np.round(weights / top * 127), -127, 127).astype(np.int8), top / 127


def export(theta: np.ndarray, columns: dict[str, int], a: float, b: float, topics: dict, folder: Path) -> None:
    table, scale = quantise(theta[:SIZE])
    long_table, long_scale = quantise(theta[SIZE:SIZE + LONG_SIZE])
    named = {name: round(float(theta[NAMED + i]) * NAMED_VALUE, 5) for name, i in columns.items() if theta[NAMED + i]}
    model = {
        "format": "callwarden-gate", "version": 3, "window": WINDOW, "bits": BITS, "shrink": SHRINK, "bias": round(float(theta[-1]), 6),
        "calibration": {"a": round(a, 5), "b": round(b, 5)}, "lexicon": named, "scale": scale, "weights": base64.b64encode(table.tobytes()).decode(),
        "long": {"window": LONG, "bits": LONG_BITS, "shrink": LONG_SHRINK, "scale": long_scale, "weights": base64.b64encode(long_table.tobytes()).decode()},
        "topics": topics,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gate-en.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")
