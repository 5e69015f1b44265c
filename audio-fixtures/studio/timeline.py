"""When each turn starts: natural gaps, replies that come too early, and nobody talking over themselves."""

from dataclasses import dataclass

import numpy as np

from .mulaw import RATE_HZ

SAMPLES_PER_MS = RATE_HZ // 1000
# People answer after 200 to 900 ms on the phone, mostly early in that range; squaring the draw leans it there.
REPLY_GAP_MS = (200, 900)
LEAD_IN_MS = (350, 900)
TAIL_MS = (500, 900)
OWN_GAP_MS = 120


@dataclass(frozen=True)
class Placed:
    """One turn on the timeline: samples at an RMS of 1, and where they start and end in ms since the call began."""

    party: str
    samples: np.ndarray
    start_ms: int
    end_ms: int


def lay_out(turns: list[dict], spoken: list[np.ndarray], rng: np.random.Generator) -> tuple[list[Placed], int]:
    """Place every turn; returns the placed turns and the length of the call in ms.

    A turn's `gapMs` (negative: it interrupts) overrides the drawn gap, which is counted from the end of all that was
    said before.
    """
    placed: list[Placed] = []
    floor_ms = {"remote": 0, "local": 0}
    last_end_ms = 0
    for turn, samples in zip(turns, spoken, strict=True):
        low, high = REPLY_GAP_MS if placed else LEAD_IN_MS
        drawn_ms = round(low + (high - low) * rng.random() ** 2)
        start_ms = max(last_end_ms + turn.get("gapMs", drawn_ms), floor_ms[turn["party"]])
        if placed:
            start_ms = max(start_ms, placed[-1].start_ms)
        end_ms = start_ms + len(samples) // SAMPLES_PER_MS
        placed.append(Placed(turn["party"], samples, start_ms, end_ms))
        floor_ms[turn["party"]] = end_ms + OWN_GAP_MS
        last_end_ms = max(last_end_ms, end_ms)
    return placed, last_end_ms + int(rng.integers(TAIL_MS[0], TAIL_MS[1] + 1))
