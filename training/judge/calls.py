"""Labelled calls as training reads them: turns cut into normalised words, with the signals that each turn shows."""
from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path += [str(ROOT / "training/text"), str(ROOT / "training/gate")]  # last: their other modules must not hide this folder's
from normalise import normalise  # noqa: E402  the one that product, gate and judge share

CACHE = ROOT / ".cache/judge"
TEXT = ROOT / ".cache/text"
VOCABULARY = Path(__file__).with_name("vocabulary.json")  # committed: every checkpoint depends on it


@dataclass(slots=True)
class Turn:
    party: str
    words: list[str]
    signals: list[str]
    text: str
    index: int  # its place among the turns of the file


@dataclass(slots=True)
class Call:
    id: str
    scam: bool
    category: str
    source: str
    hard: bool
    rendering: str
    turns: list[Turn] = field(repr=False)
    extraction: int | None = None  # index of the turn that asks, where known

    @property
    def slice(self) -> str:
        """The group that sampling weights and figures are kept by."""
        kind = "heard" if self.rendering == "heard" else self.source + ("-hard" if self.hard else "")
        return f"{'scam' if self.scam else 'ordinary'}:{kind}"


def call_of(row: dict) -> Call:
    turns = [Turn(t["party"], normalise(t["text"]), t.get("signals", []), t["text"], n) for n, t in enumerate(row["turns"])]
    return Call(row["id"], row["label"] == "scam", row["category"], row["source"], bool(row.get("hardNegative")), row.get("rendering", "clean"),
                [t for t in turns if t.words], row.get("extractionCueTurn"))


def read_calls(split: str, folder: Path = TEXT) -> Iterator[Call]:
    """Calls of one split from JSON lines in the project's shape; calls without a word are left out."""
    with gzip.open(folder / f"{split}.jsonl.gz", "rt") as file:
        for line in file:
            call = call_of(json.loads(line))
            if call.turns:
                yield call
