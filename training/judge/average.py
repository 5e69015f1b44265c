"""The mean of a shipped model or a checkpoint and of a later checkpoint of the same run: the errors of either, learnt from other windows, cancel in part.

    python average.py ../../models/judge-en/judge-en.gguf SECOND.pt OUT.pt --share .6      # of the second, whose optimiser, steps and minutes stay
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from weights import read_gguf


def weights_of(file: Path) -> dict[str, torch.Tensor]:
    return read_gguf(file) if file.suffix == ".gguf" else torch.load(file, map_location="cpu", weights_only=False)["model"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=.6, help="of the second")
    args = parser.parse_args()
    first, second = weights_of(args.first), torch.load(args.second, map_location="cpu", weights_only=False)
    if {name: value.shape for name, value in first.items()} != {name: value.shape for name, value in second["model"].items()}:
        raise SystemExit("These networks have different shapes: only models of one run can be averaged.")
    model = {name: (1 - args.share) * first[name] + args.share * value for name, value in second["model"].items()}
    torch.save({**second, "model": model}, args.out)


if __name__ == "__main__":
    main()
