"""Writes what parity.mjs compares: 200 texts with their token ids, and 50 windows with the network's own probabilities."""
from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

import torch

from calls import CACHE, TEXT, VOCABULARY, read_calls
from scoring import probabilities
from vocabulary import Vocabulary
from weights import load
from windows import Window, WindowMaker, cut, Question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=CACHE / "run/last.pt")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--data", type=Path, default=TEXT)
    parser.add_argument("--out", type=Path, default=CACHE / "parity.json")
    args = parser.parse_args()
    vocabulary = Vocabulary(args.vocabulary)
    maker = WindowMaker(vocabulary)
    model, _ = load(args.checkpoint)
    rng = Random(11)
    calls = list(read_calls("dev", args.data))
    rng.shuffle(calls)
    texts = [" " + " ".join(t.words) for c in calls[:100] for t in c.turns[:2]][:190]
    texts += [" " + t for t in ("don't you've i'm", "# # #", "o'clock café naïve", "日本 语", "it's #'s", "a" * 60, "rock'n'roll y'all", "zelle anydesk", "é", "'tis")]
    windows = []
    for call in calls[100:150]:
        trunk, heard = [maker.call], []
        for piece in cut(call, [t.words for t in call.turns], rng, "whole"):
            ids = maker.tokens(piece)
            if len(trunk) + len(ids) > 600:
                break
            trunk += ids
            heard.append([piece.party, " ".join(piece.words)])
        windows.append((Window(trunk, [Question(len(trunk) - 1, (0., 0., 0.))], call), heard))
    found = probabilities(model, maker, [w for w, _ in windows], torch.float32)
    args.out.write_text(json.dumps({
        "texts": [{"text": t, "ids": vocabulary.tokenizer.encode(t).ids} for t in texts],
        "windows": [{"id": w.call.id, "ids": w.trunk, "turns": heard, "probabilities": p[-1].tolist()} for (w, heard), p in zip(windows, found)],
    }))


if __name__ == "__main__":
    main()
