"""Where a thing belongs: train, dev or test, by a hash of its name, so that a rerun never moves anything."""
from __future__ import annotations

import hashlib
from random import Random


def part_of(name: str, dev: float = .1, test: float = .15) -> str:
    place = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32
    return "dev" if place < dev else "test" if place < dev + test else "train"


def rng_of(*names: object) -> Random:
    """A generator that depends on the names alone: any call can be made again without the others."""
    return Random("/".join(map(str, names)))
