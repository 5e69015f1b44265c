"""The mean of two checkpoints of one run as a third: errors of the later one, learnt from other windows, cancel in part.

    python average.py FIRST.pt SECOND.pt OUT.pt --share .6      # of the second, whose optimiser, steps and minutes stay
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=.6, help="of the second")
    args = parser.parse_args()
    first, second = (torch.load(file, map_location="cpu", weights_only=False) for file in (args.first, args.second))
    if first["shape"] != second["shape"]:
        raise SystemExit("These checkpoints have different shapes: only checkpoints of one run can be averaged.")
    model = {name: (1 - args.share) * first["model"][name] + args.share * value for name, value in second["model"].items()}
    torch.save({**second, "model": model}, args.out)


if __name__ == "__main__":
    main()
