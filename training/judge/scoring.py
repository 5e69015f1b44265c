"""Scores of whole calls, asked as the product asks: after every piece, with the older half of a full window dropped."""
from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import torch

from batches import length_of, pack
from calls import Call
from network import Llama
from vocabulary import JUDGE, PAD, UNCERTAIN_AS_SCAM, VERDICTS
from windows import Question, Window, WindowMaker, cut


@dataclass
class Scored:
    call: Call
    logits: np.ndarray   # per piece: log-odds of scam with its share of uncertain, as the product reads an answer, nats
    words: np.ndarray    # per piece: words heard so far
    turns: np.ndarray    # per piece: place of the last turn heard
    gates: np.ndarray | None = None

    @property
    def peak(self) -> float:
        return float(self.logits.max())

    def smoothed(self, span: int = 3) -> float:
        """Highest mean over `span` pieces in a row: one odd answer does not raise it."""
        n = min(span, len(self.logits))
        return float(np.convolve(self.logits, np.ones(n) / n, "valid").max())


def windows_of(call: Call, maker: WindowMaker, length: int, style: str = "pieces", seed: str = "score") -> tuple[list[Window], list[int], list[int]]:
    """Windows that ask after each piece exactly once, and per question the words heard so far and the last turn."""
    pieces = cut(call, [t.words for t in call.turns], Random(f"{seed}/{call.id}"), style)
    windows: list[Window] = []
    words: list[int] = []
    turns: list[int] = []
    trunk, starts, questions = [maker.call], [], []
    heard = 0
    for piece in pieces:
        ids = maker.tokens(piece)[:length - 2]
        if len(trunk) + len(ids) > length:
            windows.append(Window(trunk, questions, call))
            keep = next((s for s in starts if s >= len(trunk) / 2), starts[-1] if starts else 1)
            trunk, questions = [maker.call, *trunk[keep:]], []
            if len(trunk) + len(ids) > length:  # one turn without end: its own beginning goes too
                trunk, starts = [maker.call, *trunk[-length // 2:]], []
            starts = [s - keep + 1 for s in starts if s >= keep]
        if piece.opens:
            starts.append(len(trunk))
        trunk += ids
        heard += len(piece.words)
        questions.append(Question(len(trunk) - 1, (0., 0., 0.)))
        words.append(heard)
        turns.append(piece.turn)
    windows.append(Window(trunk, questions, call))
    return windows, words, turns


@torch.no_grad()
def probabilities(model: Llama, maker: WindowMaker, windows: list[Window], kind: torch.dtype, budget: int = 8192) -> list[np.ndarray]:
    """Per window [questions, 3]: scam, uncertain, legitimate, renormalised over the three verdict tokens."""
    device = model.embedding.device
    order = sorted(range(len(windows)), key=lambda n: length_of(windows[n]))
    verdicts = [maker.vocabulary.id(t) for t in VERDICTS]
    out: list[np.ndarray] = [np.zeros((0, 3))] * len(windows)
    group: list[int] = []

    def flush() -> None:
        batch = pack([windows[n] for n in group], maker.vocabulary.id(JUDGE), maker.vocabulary.id(PAD)).to(device)
        hidden = model.hidden(batch.tokens, batch.positions, batch.sees(), kind).flatten(0, 1)[batch.verdict[0]]
        found = torch.softmax((hidden.float() @ model.embedding[verdicts].T), -1).double().cpu().numpy()
        at = 0
        for n in group:
            out[n] = found[at:at + len(windows[n].questions)]
            at += len(windows[n].questions)

    for n in order:
        if group and length_of(windows[n]) * (len(group) + 1) > budget:
            flush()
            group = []
        group.append(n)
    if group:
        flush()
    return out


def score(model: Llama, maker: WindowMaker, calls: list[Call], length: int, kind: torch.dtype = torch.bfloat16) -> list[Scored]:
    parts = [windows_of(c, maker, length) for c in calls]
    found = iter(probabilities(model, maker, [w for windows, _, _ in parts for w in windows], kind))
    scored = []
    for call, (windows, words, turns) in zip(calls, parts):
        answers = np.concatenate([next(found) for _ in windows])
        p = (answers[:, 0] + UNCERTAIN_AS_SCAM * answers[:, 1]).clip(1e-7, 1 - 1e-7)
        scored.append(Scored(call, np.log(p / (1 - p)), np.array(words), np.array(turns)))
    return scored


def recall_at(scam: np.ndarray, ordinary: np.ndarray, rate: float) -> tuple[float, float]:
    """Recall when at most `rate` of the ordinary calls score above the threshold, and that threshold."""
    allowed = int(rate * len(ordinary))
    threshold = np.sort(ordinary)[::-1][allowed] if len(ordinary) > allowed else -np.inf
    return float((scam > threshold).mean()), float(threshold)
