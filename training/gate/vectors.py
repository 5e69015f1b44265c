"""Vectors that hold src/detection/ to these scripts. `python vectors.py normalise` writes the normaliser's, `check` compares."""
from __future__ import annotations

import json
import sys
from pathlib import Path

from normalise import normalise

FOLDER = Path(__file__).parents[2] / "test/detection"
TEXTS = [
    "Hello, this is Officer Daniels from the I.R.S.", "hello this is officer daniels from the i r s", "It's $1,537.35 for the MacBook Pro.",
    "it's fifteen hundred thirty seven dollars", "Press 1 now, or press two to be removed!", "call us at 8 a.m. or 5 p.m. (888-411-0356)",
    "The 1st, 2nd and 24th; 24/7.", "50% off & zero-down", "don’t tell ANYONE — it’s a “secret”", "café naïve Zoë ﬁle ２０２６", "[noise] uh-huh <unk> okay",
    "£20 or €15,50", "my U.S. visa", "code: 4 8 2 9 1 0", "twenty-five oh five", "a1b2 B52s iPhone13 mp3", "", "  \t\n ", "...", "one hundred and one dalmatians",
    "ﬀ Ⅷ ½ ①", "İstanbul straße ΣΑΣ", "o'clock rock'n'roll", "e.g. this, i.e. that.", "n. b. c.", "number one one number", "$ 5", "1,000,000 dollars", "won't can't I'll",
]


def main() -> None:
    file = FOLDER / "normalise-vectors.json"
    made = [{"text": text, "words": normalise(text)} for text in TEXTS]
    if sys.argv[1:] == ["check"]:
        wrong = [(a, b) for a, b in zip(made, json.loads(file.read_text())) if a != b]
        print(wrong or f"{len(made)} vectors agree")
        sys.exit(bool(wrong))
    file.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
