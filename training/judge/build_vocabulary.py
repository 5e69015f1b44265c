"""Learns the merges: `python build_vocabulary.py`. Keeps an existing vocabulary, since every checkpoint depends on it."""
from __future__ import annotations

import argparse
from pathlib import Path

from calls import TEXT, VOCABULARY, normalise, read_calls
from vocabulary import Vocabulary, train_vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=TEXT)
    parser.add_argument("--extra", type=Path, nargs="*", default=[], help="plain text files read besides the calls")
    parser.add_argument("--out", type=Path, default=VOCABULARY)
    parser.add_argument("--force", action="store_true")
    args = parser.parse_args()
    if args.out.exists() and not args.force:
        print(f"{args.out.name}: kept ({Vocabulary(args.out).size} tokens)")
        return
    texts = [" ".join(t.words) for call in read_calls("train", args.data) for t in call.turns]
    texts += [" ".join(normalise(line)) for file in args.extra for line in file.read_text().splitlines()] * 30
    train_vocabulary(texts, args.out)
    vocabulary = Vocabulary(args.out)
    tokens = sum(len(vocabulary.word(w)) for t in texts for w in t.split())
    print(f"{args.out.name}: {vocabulary.size} tokens, {tokens / sum(len(t.split()) for t in texts):.3f} per word")


if __name__ == "__main__":
    main()
