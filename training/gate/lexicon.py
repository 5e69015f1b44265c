"""The patterns of src/detection/lexicon.json over a party's stream of normalised words."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Hit:
    signal: str
    first: int  # index of the first word in the party's stream
    last: int


class Lexicon:
    def __init__(self, file: Path):
        data = json.loads(file.read_text())
        self.macros: dict[str, str] = data["macros"]
        self.flips = set(data["flips"])
        self.words_before: int = data["negation"]["wordsBefore"]
        self.negation = re.compile(f"(?:^| ){data['negation']['pattern']}(?= |$)")
        self.ends = re.compile(f"(?:^| ){data['negation']['ends']}(?= |$)")
        self.signals: list[str] = list(data["patterns"])
        self.patterns = [(signal, re.compile(f"(?:^| )(?:{self.fill(p)})(?= |$)")) for signal, ps in data["patterns"].items() for p in ps]

    def fill(self, pattern: str) -> str:
        return re.sub(r"\{([a-z][a-z0-9]*)\}", lambda m: self.macros[m[1]], pattern)

    def hits(self, words: list[str], offset: int = 0) -> list[Hit]:
        """Every match in `words`; `offset` is the stream index of the first of them."""
        text = " ".join(words)
        starts, at = {}, 0
        for index, word in enumerate(words):
            starts[at] = index
            at += len(word) + 1
        found = []
        for signal, pattern in self.patterns:
            for match in pattern.finditer(text):
                begin = match.start() + (1 if text[match.start()] == " " else 0)
                first = starts[begin]
                last = first + text[begin:match.end()].count(" ")
                found.append(Hit(self.flipped(signal, words, first), offset + first, offset + last))
        return found

    def flipped(self, signal: str, words: list[str], first: int) -> str:
        if signal not in self.flips:
            return signal
        before = " ".join(words[max(0, first - self.words_before):first])
        negations = list(self.negation.finditer(before))
        if not negations:
            return signal
        return signal if self.ends.search(before[negations[-1].end():]) else "warns-against"
