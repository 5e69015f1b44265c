"""From composed turns to what a listener has: clean text, recognised text, or recognised with errors; one or two parties."""
from __future__ import annotations

from random import Random

from asr_noise import RecognitionNoise
from numbers_spoken import spoken

RATES = [0.0, .03, .06, .1, .15, .2, .25, .3, .4, .5]


def render(turns: list[dict], rng: Random, noise: RecognitionNoise, mixed: float = .15) -> tuple[list[dict], str]:
    """Returns the turns and the name of the rendering. Turns keep their number, so cue indexes stay true."""
    if rng.random() < mixed:
        turns = [{**turn, "party": "mixed"} for turn in turns]
    kind = rng.random()
    if kind < .35:
        return turns, "clean"
    rate = 0.0 if kind < .55 else rng.choice(RATES)
    out = []
    for turn in turns:
        text = spoken(turn["text"], rng)
        out.append({**turn, "text": noise.apply(text, rate, rng) if rate else text})
    return out, f"recognised-{rate:g}"
