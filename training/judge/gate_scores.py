"""The gate's logit after every turn of a call, for the figures of gate and judge together. Reads the shipped gate as the product does."""
from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np

from calls import ROOT, TEXT
from exported import theta_of
from features import encode, layout, window
from lexicon import Lexicon


class Gate:
    def __init__(self, file: Path = ROOT / "models/gate-en/gate-en.json"):
        model = json.loads(file.read_text())
        self.lexicon = Lexicon(ROOT / "src/detection/lexicon.json")
        self.columns = layout(self.lexicon.signals)
        self.theta = theta_of(model, self.columns)

    def after_turns(self, turns: list[dict]) -> np.ndarray:
        """Highest logit among the windows that end inside each turn, so that a long turn hides nothing."""
        call = encode(turns, self.lexicon)
        out, begin = np.full(len(turns), -12.0), 0
        for n, end in enumerate(call.ends):
            for cut in [c for c in call.cuts if begin < c <= end]:
                columns, values = window(call, cut, self.columns)
                out[n] = max(out[n], float(values @ self.theta[columns] + self.theta[-1]))
            begin = end
        return out


def gate_scores(split: str, folder: Path = TEXT) -> dict[str, np.ndarray]:
    """Per call id, the logit after each turn of the file."""
    gate = Gate()
    with gzip.open(folder / f"{split}.jsonl.gz", "rt") as file:
        return {row["id"]: gate.after_turns(row["turns"]) for row in map(json.loads, file)}
