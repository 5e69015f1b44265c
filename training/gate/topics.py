"""What kind of scam a scam call is: a word list and a weight for each word and kind. Only ever asked about calls that are alerted.

The words of everybody but the protected person, each once, from the beginning of the call; src/detection/topics.ts does the same.
"""
from __future__ import annotations

import base64
from collections import Counter
from random import Random

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from export import quantise
from normalise import words_of

LEAST_GROUPS = 8  # a word that fewer stories share names a story, not a kind
SHRINK = 20  # as in features.py: a few words must not weigh like many
STRENGTH = 4e-6
PUBLIC_WEIGHT = 12  # a public source counts as this many scenarios
ROUNDS = 80


def heard(call: dict) -> list[str]:
    return [word for turn in call["turns"] if turn["party"] != "local" for word in words_of(turn["text"])]


def teller(call: dict) -> str:
    """Whose renderings share one weight: a scenario, or all of a public source."""
    return call.get("scenario") or call["source"]


def story(call: dict) -> str:
    return call.get("scenario") or f"{call['source']}/{call['id']}"


class Topics:
    def __init__(self, words: list[str], kinds: list[str], weights: np.ndarray, bias: np.ndarray):
        self.words, self.kinds, self.weights, self.bias = words, kinds, weights, bias
        self.index = {word: i for i, word in enumerate(words)}

    def rows(self, calls: list[list[str]]) -> csr_matrix:
        columns = [sorted({self.index[word] for word in words if word in self.index}) for words in calls]
        values = np.concatenate([np.full(len(c), 1 / np.sqrt(len(c) + SHRINK), np.float32) for c in columns])
        ends = np.cumsum([0] + [len(c) for c in columns])
        return csr_matrix((values, np.concatenate(columns).astype(np.int32), ends), shape=(len(calls), len(self.words)))

    def probabilities(self, calls: list[list[str]]) -> np.ndarray:
        z = self.rows(calls) @ self.weights + self.bias
        return np.exp(z - logsumexp(z, axis=1, keepdims=True))

    def json(self) -> dict:
        table, scale = quantise(self.weights, 1)
        return {"kinds": self.kinds, "words": " ".join(self.words), "shrink": SHRINK, "bias": [round(float(b), 4) for b in self.bias],
                "scale": scale, "weights": base64.b64encode(table.tobytes()).decode()}


def fit(calls: list[dict]) -> Topics:
    """`calls`: labelled calls with their turns; ordinary ones are left out."""
    scams = [call for call in calls if call["label"] == "scam"]
    told: Counter[str] = Counter()
    seen: dict[str, set[str]] = {}
    for call in scams:
        seen.setdefault(story(call), set()).update(heard(call))
    for words in seen.values():
        told.update(words)
    kinds = sorted({call["category"] for call in scams})
    model = Topics(sorted(w for w, n in told.items() if n >= LEAST_GROUPS), kinds, np.zeros(0), np.zeros(0))

    rng, texts, labels, weights = Random("topics"), [], [], []
    renderings = Counter(map(teller, scams))
    for call in scams:
        weight = (1 if call.get("scenario") else PUBLIC_WEIGHT) / renderings[teller(call)]
        words = heard(call)
        for part in (rng.uniform(.15, .6), 1):  # alerts come in the middle of calls
            texts.append(words[:max(8, int(len(words) * part))])
            labels.append(kinds.index(call["category"]))
            weights.append(weight)
    x, y, w = model.rows(texts), np.array(labels), np.array(weights) / sum(weights)
    xt, rows, shape = x.T.tocsr(), np.arange(len(y)), (len(model.words), len(kinds))

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        table, bias = theta[:-len(kinds)].reshape(shape), theta[-len(kinds):]
        z = x @ table + bias
        log = z - logsumexp(z, axis=1, keepdims=True)
        error = np.exp(log)
        error[rows, y] -= 1
        error *= w[:, None]
        gradient = np.append((xt @ error + 2 * STRENGTH * table).ravel(), error.sum(0))
        return float(-(w * log[rows, y]).sum() + STRENGTH * (table ** 2).sum()), gradient

    theta = minimize(loss, np.zeros(shape[0] * shape[1] + len(kinds)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    model.weights, model.bias = theta[:-len(kinds)].reshape(shape), theta[-len(kinds):]
    return model


def report(model: Topics, calls: list[dict]) -> str:
    """How often the likeliest kind is right, of whole calls and of their first halves, and how often it is that sure."""
    scams = [call for call in calls if call["label"] == "scam"]
    lines = []
    for part in (.5, 1):
        p = model.probabilities([words[:int(len(words) * part)] for words in map(heard, scams)])
        right = np.array([model.kinds[i] == call["category"] for i, call in zip(p.argmax(1), scams)])
        for least in (0, .3, .4, .5, .6):
            sure = (p.max(1) >= least) & (p.argmax(1) != model.kinds.index("other"))
            lines.append(f"kind of scam, first {part:.0%} of the words, p >= {least}: named {sure.mean():.3f}, of those right {right[sure].mean():.3f}")
    return "\n".join(lines)
