"""How well the gate does on kinds of talk it has never seen: each source is left out of training in turn, then scored.

    python training/gate/tune.py 1e-5 3e-5        # strengths of the L2 penalty to compare
"""
from __future__ import annotations

import sys
import time

import numpy as np

import data
from evaluate import recall_at, threshold_at
from features import SIZE
from lexicon import Lexicon
from train import call_scores, fit, rarity
from windows import kind_of, training_windows

LEFT_OUT = ("icsi", "star", "bothbosu", "robocalls-ftc")


def main() -> None:
    began = time.time()
    signals = Lexicon(data.LEXICON).signals
    columns = {name: i for i, name in enumerate([*signals, *("local:" + s for s in signals)])}
    rows, calls = data.encoded("train")
    dev_rows, dev_calls = data.encoded("dev")
    batch = training_windows(rows, calls, columns)
    x, y, w = batch.matrix(), np.array(batch.labels), batch.weights()
    source = np.array([kind.split()[0] for kind in batch.kinds])
    rng = np.random.default_rng(3)
    for strength in map(float, sys.argv[1:]):
        pooled_rows, pooled = [], []
        for left in LEFT_OUT:
            keep = np.flatnonzero(source != left)
            part = x[keep]
            scale = rarity(part)
            part.data *= scale[part.indices].astype(np.float32)
            fitted = fit(part, y[keep], w[keep], strength, rounds=40)
            theta = np.append(fitted[:-1] * scale, fitted[-1])
            mine = [i for i, row in enumerate(rows) if row["source"] == left]
            mine = list(rng.choice(mine, min(600, len(mine)), replace=False))
            scores, _ = call_scores([calls[i] for i in mine], theta, columns)
            dev_scores, _ = call_scores(dev_calls, theta, columns)
            cut = threshold_at(dev_rows, dev_scores, .01)
            for label in ("scam", "legitimate"):
                part_scores = scores[[rows[i]["label"] == label for i in mine]]
                if len(part_scores):
                    print(f"{time.time() - began:5.0f} s  {strength:g} without {left}: {label} over dev's 1 % cut {(part_scores > cut).mean():.3f}, over 0 {(part_scores > 0).mean():.4f}, 99.5th {np.quantile(part_scores, .995):.2f}", flush=True)
            pooled_rows += [rows[i] for i in mine]
            pooled.append(scores)
        print(strength, "pooled, never seen:", *recall_at(pooled_rows, np.concatenate(pooled)), flush=True)


if __name__ == "__main__":
    main()
