"""The text generator's recognition errors, fed with the words of the training calls and what the ear made of some of them."""
from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from asr_noise import Confusions, RecognitionNoise
from calls import ROOT, Call
from misheard import misheard


def recognition_noise(calls: list[Call]) -> RecognitionNoise:
    """Sound-alike words come from the ear's phone lexicon (CALLWARDEN_SHARED names its folder)."""
    shared = Path(os.environ.get("CALLWARDEN_SHARED", ROOT / "../shared"))
    counts = Counter(w for call in calls for turn in call.turns for w in turn.words)
    return RecognitionNoise(Confusions(shared / "training/ear/data/phones.json", {w for w, n in counts.items() if n >= 2}), [w for w, _ in counts.most_common(800)], misheard())
