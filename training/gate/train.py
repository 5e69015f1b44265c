"""Trains the gate: logistic regression on windows, then a calibration of the call's logit on dev. Writes models/gate-en/gate-en.json.

    python training/gate/train.py [--strength 4e-6]
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
from features import NAMED, Encoded, layout, window
from lexicon import Lexicon
from windows import ends_of, training_windows
import topics


LEAST_GROUPS = 10
LOUDEST = 5  # times the weight of a quiet ordinary window


def fit(x: csr_matrix, y: np.ndarray, weight: np.ndarray, strength: float, start: np.ndarray | None = None, rounds: int = 24) -> np.ndarray:
    """Weighted logistic loss with an L2 penalty, by L-BFGS; the last number is the bias."""
    xt = x.T.tocsr()
    total = weight.sum()
    single = np.float32  # mixed kinds would be converted anew at every product

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ theta[:-1].astype(single) + theta[-1]
        value = float((weight * np.logaddexp(0, np.where(y, -z, z))).sum() / total + strength * (theta[:-1] ** 2).sum())
        error = weight * (expit(z) - y) / total
        gradient = np.append(xt @ error.astype(single) + 2 * strength * theta[:-1], error.sum())
        return value, gradient

    first = np.zeros(x.shape[1] + 1) if start is None else start
    return minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 8}).x


def rarity(x: csr_matrix, groups: np.ndarray) -> np.ndarray:
    """Inverse document frequency of the hashed columns, folded into the weights after training. A column that fewer than LEAST_GROUPS
    scenarios, campaigns or public calls share is dropped: however often a story is told, its own words say nothing about the next one."""
    seen = np.bincount(x.indices, minlength=x.shape[1])
    told = csr_matrix((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))), shape=(groups.max() + 1, len(groups)))
    shared = np.bincount((told @ x.astype(bool).astype(np.float32)).tocsr().indices, minlength=x.shape[1])
    scale = np.clip(np.log((x.shape[0] + 1) / (seen + 1)), .5, 9) / 4
    scale[shared < LEAST_GROUPS] = 0
    scale[NAMED:] = 1
    return scale


def emphasis(x: csr_matrix, y: np.ndarray, weight: np.ndarray, groups: np.ndarray, strength: float) -> np.ndarray:
    """1 to LOUDEST for ordinary windows, by how much of a scam they are to a fit that has not seen their story; 1 for scams.
    False alarms are made of these, and a fit that knows the story would not show which they are."""
    logits, half = np.zeros(len(y)), groups % 2
    for mine in (0, 1):
        theta = fit(x[half != mine], y[half != mine], weight[half != mine], strength)
        logits[half == mine] = x[half == mine] @ theta[:-1] + theta[-1]
    return np.where(y, 1, 1 + (LOUDEST - 1) * expit(logits))


def call_scores(calls: list[Encoded], theta: np.ndarray, columns: dict[str, int]) -> np.ndarray:
    """Highest window logit of each call."""
    scores = np.full(len(calls), -12.0)
    for index, call in enumerate(calls):
        for end in ends_of(call, 10):
            cols, values = window(call, end, columns)
            scores[index] = max(scores[index], float(values @ theta[cols] + theta[-1]))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strength", type=float, default=4e-6, help="of the penalty; a quarter of it first, then twice the whole")
    args = parser.parse_args()
    began = time.time()

    def say(*words: object) -> None:
        print(f"{time.time() - began:6.0f} s", *words, flush=True)

    columns = layout(Lexicon(data.LEXICON).signals)
    rows, calls = data.encoded("train")
    dev_rows, dev_calls = data.encoded("dev")
    say("encoded", len(rows), len(dev_rows))
    batch = training_windows(rows, calls, columns)
    x, y, groups = batch.matrix(), np.array(batch.labels), batch.groups()
    scale = rarity(x, groups)
    x.data *= scale[x.indices].astype(np.float32)
    say("windows", x.shape, x.nnz)
    w = batch.weights(emphasis(x, y, batch.weights(), groups, args.strength))
    say("emphasis", w.min(), w.max())
    fitted: np.ndarray | None = None
    for strength, rounds in ((args.strength / 4, 24), (args.strength, 24), (args.strength, 30)):
        fitted = fit(x, y, w, strength, fitted, rounds)
        theta = np.append(fitted[:-1] * scale, fitted[-1])
        scores = call_scores(dev_calls, theta, columns)
        say("dev", strength, *recall_at(dev_rows, scores))
    report(dev_rows, scores)
    a, b = calibrate(dev_rows, scores)
    say("calibration", a, b)
    kinds = topics.fit(data.calls("train"))
    say(topics.report(kinds, data.calls("dev")))
    export(theta, columns, a, b, kinds.json(), data.ROOT / "models/gate-en")
    say("written")


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
