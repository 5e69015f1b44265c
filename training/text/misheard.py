"""What the ear made of calls that were spoken to it (speak.py, hear.ts), and the confusions to be learnt from them."""
from __future__ import annotations

import gzip
import json
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

HEARD = Path(__file__).parents[2] / ".cache/heard/heard.jsonl"
EAR = Path(__file__).parents[2] / "models/ear-en/card.json"
LONGEST = 3  # words on either side of a confusion


def heard(file: Path = HEARD) -> list[dict]:
    """Calls as they were heard, `said` beside the `text` of each turn: those of `file`, and those that the repository keeps of the ear it ships,
    since half an hour of two cores goes into them."""
    kept = Path(__file__).with_name(f"heard-by-ear-{json.loads(EAR.read_text())['version']}.jsonl.gz")
    lines = gzip.decompress(kept.read_bytes()).decode().splitlines() if kept.exists() else []
    if file.exists():
        lines += file.read_text().splitlines()
    return list({row["id"]: row for row in map(json.loads, lines)}.values())


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
