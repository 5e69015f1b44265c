"""Trains the gate: logistic regression on windows, then a calibration of the call's logit on dev. Writes models/gate-en/gate-en.json.

    python training/gate/train.py [--strength 6e-7]
"""
from __future__ import annotations

import argparse
import time

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

import data
from evaluate import recall_at, report
from export import export
from features import SIZE, Encoded, window
from lexicon import Lexicon
from windows import Windows, ends_of, is_positive, kind_of, training_windows


def fit(x: csr_matrix, y: np.ndarray, weight: np.ndarray, strength: float, start: np.ndarray | None = None, rounds: int = 45) -> np.ndarray:
    """Weighted logistic loss with an L2 penalty, by L-BFGS; the last number is the bias."""
    xt = x.T.tocsr()
    total = weight.sum()

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ theta[:-1] + theta[-1]
        value = float((weight * np.logaddexp(0, np.where(y, -z, z))).sum() / total + strength * (theta[:-1] ** 2).sum())
        error = weight * (expit(z) - y) / total
        gradient = np.append(xt @ error + 2 * strength * theta[:-1], error.sum())
        return value, gradient

    first = np.zeros(x.shape[1] + 1) if start is None else start
    return minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 8}).x


def rarity(x: csr_matrix) -> np.ndarray:
    """Inverse document frequency of the hashed columns, folded into the weights after training; n-grams seen once are dropped."""
    seen = np.bincount(x.indices, minlength=x.shape[1])
    scale = np.clip(np.log((x.shape[0] + 1) / (seen + 1)), .5, 9) / 4
    scale[seen < 3] = 0
    scale[SIZE:] = 1
    return scale


def call_scores(calls: list[Encoded], theta: np.ndarray, columns: dict[str, int], any_only: bool = False) -> tuple[np.ndarray, list[int]]:
    """Highest window logit of each call and where it ends."""
    scores, places = np.full(len(calls), -12.0), [0] * len(calls)
    for index, call in enumerate(calls):
        for end in ends_of(call, 10):
            cols, values = window(call, end, columns, any_only)
            z = float(values @ theta[cols] + theta[-1])
            if z > scores[index]:
                scores[index], places[index] = z, end
    return scores, places


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strength", type=float, default=6e-7)
    parser.add_argument("--rounds", type=int, default=1, help="2 weighs every call's highest window up and fits again; on dev it lost")
    args = parser.parse_args()
    began = time.time()

    def say(*words: object) -> None:
        print(f"{time.time() - began:6.0f} s", *words, flush=True)

    signals = Lexicon(data.LEXICON).signals
    columns = {name: i for i, name in enumerate([*signals, *("local:" + s for s in signals)])}
    rows, calls = data.encoded("train")
    dev_rows, dev_calls = data.encoded("dev")
    say("encoded", len(rows), len(dev_rows))
    batch = training_windows(rows, calls, columns)
    fitted, theta = None, np.zeros(0)
    for turn in range(args.rounds):
        x, y, w = batch.matrix(), np.array(batch.labels), batch.weights()
        scale = rarity(x)
        scaled = x.copy()
        scaled.data *= scale[x.indices].astype(np.float32)
        say("round", turn, x.shape, x.nnz)
        fitted = fit(scaled, y, w, args.strength, fitted)
        theta = np.append(fitted[:-1] * scale, fitted[-1])
        scores, _ = call_scores(dev_calls, theta, columns)
        say("dev", *recall_at(dev_rows, scores))
        if turn + 1 < args.rounds:
            add_worst(batch, rows, calls, theta, columns)
    report(dev_rows, call_scores(dev_calls, theta, columns)[0])
    a, b = calibrate(dev_rows, scores)
    say("calibration", a, b)
    export(theta, columns, a, b, data.ROOT / "models/gate-en")
    say("written")


def add_worst(batch: Windows, rows: list[dict], calls: list[Encoded], theta: np.ndarray, columns: dict[str, int]) -> None:
    """A call's score is its highest window, so those windows count four times more."""
    _, places = call_scores(calls, theta, columns)
    for index, (row, call) in enumerate(zip(rows, calls)):
        if places[index] and is_positive(row, call, places[index]) is not None:
            batch.add(call, index, places[index], row["label"] == "scam", kind_of(row), boost=4.0)


def calibrate(rows: list[dict], scores: np.ndarray) -> tuple[float, float]:
    """Platt scaling of the call's logit on dev; scam calls weigh 1 in 20, about as rare as an alert may be."""
    y = np.array([row["label"] == "scam" for row in rows])
    w = np.where(y, .05 / y.sum(), .95 / (~y).sum())

    def loss(p: np.ndarray) -> float:
        z = p[0] * scores + p[1]
        return float((w * np.logaddexp(0, np.where(y, -z, z))).sum())

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(best[0]), float(best[1])


if __name__ == "__main__":
    main()
