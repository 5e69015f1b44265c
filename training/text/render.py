"""From composed turns to what a listener has: clean text, recognised text, or recognised with errors; one or two parties."""
from __future__ import annotations

from dataclasses import dataclass
from random import Random

from asr_noise import RecognitionNoise
from numbers_spoken import spoken


@dataclass(frozen=True)
class Renderings:
    """Shares of calls as written and as recognised without an error; the rest has errors at one of the rates."""

    clean: float
    faultless: float
    rates: tuple[float, ...]


MEASURED = Renderings(.35, .2, (0.0, .03, .06, .1, .15, .2, .25, .3, .4, .5))  # dev and test; never changed, so that figures stay comparable
# The ear errs in half of the words of a spoken call, so that is what the models mostly have to read.
LEARNT = Renderings(.25, .1, (.1, .2, .3, .35, .4, .45, .5, .6))


def render(turns: list[dict], rng: Random, noise: RecognitionNoise, shares: Renderings, mixed: float = .15) -> tuple[list[dict], str]:
    """Returns the turns and the name of the rendering. Turns keep their number, so cue indexes stay true."""
    if rng.random() < mixed:
        turns = [{**turn, "party": "mixed"} for turn in turns]
    kind = rng.random()
    if kind < shares.clean:
        return turns, "clean"
    rate = 0.0 if kind < shares.clean + shares.faultless else rng.choice(shares.rates)
    out = []
    for turn in turns:
        text = spoken(turn["text"], rng)
        out.append({**turn, "text": noise.apply(text, rate, rng) if rate else text})
    return out, f"recognised-{rate:g}"
