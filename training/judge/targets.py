"""What the right answer is after each turn: soft verdicts that follow the evidence heard so far."""
from __future__ import annotations

from vocabulary import NO_CATEGORY, taxonomy

_signals = taxonomy()["signals"]
WEIGHT = {s["id"]: s["weight"] for s in _signals}
EXTRACTION = {s["id"] for s in _signals if s["stage"] == "extraction"}
ORDER = {s["id"]: n for n, s in enumerate(_signals)}
CATEGORIES = {c["id"] for c in taxonomy()["categories"]}
ENOUGH = 2.2  # sum of signal weights (log-odds) from which a listener would say "scam"
MOST_SIGNALS = 4  # an alert quotes no more; the product's grammar allows six, for larger models

Target = tuple[float, float, float]  # scam, uncertain, legitimate


def scam_share(signals: set[str]) -> float:
    """How far the evidence goes, 0..1: an extraction signal settles it, others add up by their weight."""
    if signals & EXTRACTION:
        return 1.0
    return min(1.0, sum(max(0.0, WEIGHT[s]) for s in signals) / ENOUGH)


def unmarked_share(words: int) -> float:
    """Evidence by words heard, for scam calls whose turns carry no signals (recorded robocalls, public dialogues)."""
    return min(1.0, max(0.0, (words - 6) / 24))


def scam_target(share: float) -> Target:
    return (.97 * share, .94 - .94 * share + .02, .01 + .03 * (1 - share))


def ordinary_target() -> Target:
    """The same for a hard call: doubt counts as scam when the product reads an answer."""
    return (.002, .03, .968)


def explanation_of(category: str, scam: bool, signals: set[str]) -> tuple[str, list[str]]:
    """Category id and signal ids in the taxonomy's order, which is the order of a scam's script."""
    named = sorted((s for s in signals if s in ORDER), key=ORDER.__getitem__)
    if not scam:
        return NO_CATEGORY, [s for s in named if s == "warns-against"]
    named = [s for s in named if WEIGHT[s] > 0]  # the product lets no other one be named for a scam
    if len(named) > MOST_SIGNALS:  # keep the asks, they are what the alert quotes
        named = sorted(sorted(named, key=lambda s: -WEIGHT[s])[:MOST_SIGNALS], key=ORDER.__getitem__)
    return category if category in CATEGORIES else "other", named
