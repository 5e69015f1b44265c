"""The gate's session as src/detection/gate.ts runs it, word for word and from the exported file: the reference for parity."""
from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from features import AGES, CONCEPTS, PIECE, SEEDS, concept_columns, fnv1a, hash_of, mix
from lexicon import Lexicon
from normalise import normalise

REACH = 20


class Session:
    def __init__(self, model: dict, lexicon: Lexicon):
        self.model, self.lexicon = model, lexicon
        self.weights = np.frombuffer(base64.b64decode(model["weights"]), dtype=np.int8) * model["scale"]
        self.long = np.frombuffer(base64.b64decode(model["long"]["weights"]), dtype=np.int8) * model["long"]["scale"]
        self.streams: dict[str, list[tuple[str, int]]] = {"remote": [], "local": [], "mixed": []}
        self.grams: list[tuple[int, str, int, int]] = []  # hash, group, first, words
        self.hits: list[tuple[str, int]] = []  # name, first
        self.ideas: list[tuple[int, int]] = []
        self.count, self.logit = 0, -12.0
        topics = model["topics"]
        self.places = {word: i for i, word in enumerate(topics["words"].split())}
        self.kinds = np.frombuffer(base64.b64decode(topics["weights"]), dtype=np.int8).reshape(len(self.places), -1) * topics["scale"]
        self.told: set[int] = set()  # places of the words heard

    def hear(self, party: str, text: str) -> float:
        stream = self.streams[party]
        words = normalise(text)
        if words and words[0] == "#" and stream and stream[-1][0] == "#":
            words = words[1:]
        for start in range(0, len(words), PIECE):
            part = words[start:start + PIECE]
            for word in part:
                stream.append((word, self.count))
                self.add(party, stream)
                if party != "local":
                    self.told |= {self.places[word]} if word in self.places else set()
                    self.ideas += [(fnv1a(idea), self.count) for idea in CONCEPTS.get(word, ())]
                self.count += 1
            tail = stream[-(len(part) + REACH):]
            for hit in self.lexicon.hits([w for w, _ in tail]):
                if hit.last >= len(tail) - len(part):
                    self.hits.append((("local:" if party == "local" else "") + hit.signal, tail[hit.first][1]))
            self.logit = max(self.logit, self.window())
        return self.logit

    def topic(self) -> tuple[str, float]:
        """The likeliest kind of scam and its probability."""
        topics = self.model["topics"]
        z = self.kinds[sorted(self.told)].sum(0) / np.sqrt(len(self.told) + topics["shrink"]) + topics["bias"]
        p = np.exp(z - z.max())
        return topics["kinds"][int(p.argmax())], float(p.max() / p.sum())

    def add(self, party: str, stream: list[tuple[str, int]]) -> None:
        for group, name in (("any", "any"), ("own", party)):
            if name not in SEEDS:
                continue
            for n in range(1, min(3, len(stream)) + 1):
                state = np.uint64(SEEDS[name])
                for word, _ in stream[-n:]:
                    state = mix(state, np.uint64(hash_of(word)))
                self.grams.append((int(state), group, stream[-n][1], n))

    def window(self) -> float:
        start, mask = self.count - self.model["window"], (1 << self.model["bits"]) - 1
        total = self.model["bias"]
        for group in ("any", "own"):
            columns = {h & mask for h, g, first, _ in self.grams if g == group and first >= start}
            total += sum(self.weights[c] for c in columns) / np.sqrt(len(columns) + self.model["shrink"])
        columns = concept_columns({idea for idea, at in self.ideas if at >= start})
        total += sum(self.weights[c] for c in columns) / np.sqrt(len(columns) + self.model["shrink"])
        long = self.model["long"]
        columns = {h & ((1 << long["bits"]) - 1) for h, g, first, n in self.grams if g == "any" and n < 3 and first >= self.count - long["window"]}
        total += sum(self.long[c] for c in columns) / np.sqrt(len(columns) + long["shrink"])
        named = {n for n, first in self.hits if first >= start} | {"call:" + n for n, _ in self.hits} | {f"age:{a}" for a in AGES if self.count > a}
        return total + sum(self.model["lexicon"].get(name, 0) for name in named)


def load(file: Path) -> dict:
    return json.loads(file.read_text())
