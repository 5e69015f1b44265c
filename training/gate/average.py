"""Averages two fitted gates of one layout and calibrates the result on dev. Fits on other stories err in other places.

    git show REVISION:models/gate-en/gate-en.json > older.json
    python training/gate/average.py older.json models/gate-en/gate-en.json --share .6      # of the second, whose kinds of scam stay
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import data
from evaluate import recall_at
from export import export
from exported import theta_of
from features import layout
from lexicon import Lexicon
from train import calibrate, call_scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=.6, help="of the second")
    args = parser.parse_args()
    columns = layout(Lexicon(data.LEXICON).signals)
    first, second = (json.loads(file.read_text()) for file in (args.first, args.second))
    theta = (1 - args.share) * theta_of(first, columns) + args.share * theta_of(second, columns)
    rows, calls = data.encoded("dev")
    scores = call_scores(calls, theta, columns)
    print("dev", *recall_at(rows, scores))
    a, b = calibrate(rows, scores)
    export(theta, columns, a, b, second["topics"], data.ROOT / "models/gate-en")


if __name__ == "__main__":
    main()
