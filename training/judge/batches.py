"""Windows packed into tensors: the call is the trunk, every question a branch that sees its prefix and itself, and that nothing later sees."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from targets import ORDER
from windows import Window


@dataclass
class Batch:
    tokens: Tensor      # [batch, time]
    positions: Tensor   # [batch, time], where the product's cache would have the token
    anchor: Tensor      # [batch, time], last trunk index that a token sees
    branch: Tensor      # [batch, time], 0 trunk, n-th question n, -1 padding
    talk: tuple[Tensor, Tensor]     # flat positions and next tokens of the trunk
    verdict: tuple[Tensor, Tensor]  # flat positions of <|judge|> and soft targets [n, 3]
    answer: tuple[Tensor, Tensor]   # flat positions and next tokens of explanations
    signals: tuple[Tensor, Tensor]  # flat positions of <|judge|> where signals are marked, and which were heard [n, signals]

    def sees(self) -> Tensor:
        """[batch, time, time] bool, query by key."""
        index = torch.arange(self.tokens.shape[1], device=self.tokens.device)
        trunk = (self.branch == 0)[:, None, :] & (index[None, None, :] <= self.anchor[:, :, None])
        own = (self.branch[:, None, :] == self.branch[:, :, None]) & (self.branch[:, None, :] > 0) & (index[None, None, :] <= index[None, :, None])
        return trunk | own

    def to(self, device: torch.device) -> Batch:
        def move(value: Tensor | tuple[Tensor, Tensor]) -> Tensor | tuple[Tensor, Tensor]:
            return tuple(v.to(device) for v in value) if isinstance(value, tuple) else value.to(device)
        return Batch(**{name: move(value) for name, value in vars(self).items()})


def length_of(window: Window) -> int:
    return len(window.trunk) + sum(1 + len(q.explanation) for q in window.questions)


def pack(windows: list[Window], judge: int, pad: int) -> Batch:
    """One row a window, padded to the longest."""
    time = -(-max(map(length_of, windows)) // 16) * 16  # few different shapes: each costs the CPU kernels a set-up
    shape = (len(windows), time)
    tokens, positions, anchor, branch = np.full(shape, pad), np.zeros(shape, int), np.zeros(shape, int), np.full(shape, -1)
    talk: list[tuple[int, int]] = []
    asked: list[int] = []
    targets: list[tuple[float, float, float]] = []
    answer: list[tuple[int, int]] = []
    marked: list[int] = []
    heard: list[Tensor] = []
    for row, window in enumerate(windows):
        size, base = len(window.trunk), row * time
        tokens[row, :size], positions[row, :size], anchor[row, :size], branch[row, :size] = window.trunk, range(size), range(size), 0
        talk += [(base + n, window.trunk[n + 1]) for n in range(size - 1)]
        at = size
        for number, question in enumerate(window.questions, 1):
            ids = [judge, *question.explanation]
            end = at + len(ids)
            tokens[row, at:end], positions[row, at:end] = ids, range(question.anchor + 1, question.anchor + 1 + len(ids))
            anchor[row, at:end], branch[row, at:end] = question.anchor, number
            asked.append(base + at)
            targets.append(question.target)
            if question.signals is not None:
                row_of = torch.zeros(len(ORDER))
                row_of[[ORDER[s] for s in question.signals if s in ORDER]] = 1
                marked.append(base + at)
                heard.append(row_of)
            # The verdict token itself is learnt from the soft target; what follows it, token by token.
            answer += [(base + at + n, ids[n + 1]) for n in range(1, len(ids) - 1)]
            at = end

    def pairs(values: list[tuple[int, int]]) -> tuple[Tensor, Tensor]:
        table = torch.tensor(values, dtype=torch.long).view(-1, 2)
        return table[:, 0], table[:, 1]

    return Batch(*(torch.from_numpy(a) for a in (tokens, positions, anchor, branch)), pairs(talk),
                 (torch.tensor(asked, dtype=torch.long), torch.tensor(targets, dtype=torch.float32).view(-1, 3)), pairs(answer),
                 (torch.tensor(marked, dtype=torch.long), torch.stack(heard) if heard else torch.zeros(0, len(ORDER))))
