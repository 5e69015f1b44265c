"""Other words for the same thing, so that a plot is known by what is asked and not by how one script put it."""
from __future__ import annotations

from pathlib import Path
from random import Random


class Synonyms:
    """Groups of phrases that may stand for each other, longest match first."""

    def __init__(self, file: Path = Path(__file__).with_name("synonyms.txt"), longest: int = 5):
        self.longest = longest
        self.groups: dict[tuple[str, ...], list[list[str]]] = {}
        for line in file.read_text().splitlines():
            group = [phrase.split() for phrase in line.split("|")]
            for phrase in group:
                self.groups.setdefault(tuple(phrase), []).extend(other for other in group if other != phrase)

    def vary(self, words: list[str], rate: float, rng: Random) -> list[str]:
        """`words` with each known phrase replaced with probability `rate`."""
        out: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(self.longest, len(words) - at), 0, -1):
                others = self.groups.get(tuple(words[at:at + size]))
                if others:
                    out += rng.choice(others) if rng.random() < rate else words[at:at + size]
                    at += size
                    break
            else:
                out.append(words[at])
                at += 1
        return out
