"""What the ear made of calls that were spoken to it (speak.py, hear.ts), and the confusions to be learnt from them."""
from __future__ import annotations

import gzip
import json
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

HEARD = Path(__file__).parents[2] / ".cache/heard/heard.jsonl"
# What ear-en 10 heard, kept since it costs an hour to make; stands in until calls are spoken and heard here.
KEPT = Path(__file__).with_name("heard-by-ear-10.jsonl.gz")
LONGEST = 3  # words on either side of a confusion


def heard(file: Path = HEARD) -> list[dict]:
    """Calls as they were heard, `said` beside the `text` of each turn: of `file`, or those kept in the repository where it is missing."""
    lines = file.read_text() if file.exists() else gzip.decompress(KEPT.read_bytes()).decode()
    return [json.loads(line) for line in lines.splitlines()]


def misheard(file: Path = HEARD) -> dict[tuple[str, ...], list[str]]:
    """One or two words that were said, and everything that was heard for them ("" where nothing was). Of training calls alone."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for call in heard(file):
        if call["split"] != "train":
            continue
        for turn in call["turns"]:
            said, got = turn["said"].split(), turn["text"].split()
            for kind, a, b, c, d in SequenceMatcher(None, said, got, autojunk=False).get_opcodes():
                if kind in ("replace", "delete") and b - a <= 2 and d - c <= LONGEST:
                    found[tuple(said[a:b])].append(" ".join(got[c:d]))
                elif kind == "replace" and b - a == d - c:
                    for one, other in zip(said[a:b], got[c:d]):
                        found[one,].append(other)
    return dict(found)
