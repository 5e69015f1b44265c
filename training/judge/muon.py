"""Muon for the matrices (momentum whose singular values are set to one), Adam for the embedding and norms. Ranks share the matrix work."""
from __future__ import annotations

import torch
import torch.distributed as dist
from torch import Tensor, nn


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """Newton-Schulz iteration on a stack [n, rows, columns]; coefficients of Keller Jordan's quintic."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).float()


class Optimizer:
    def __init__(self, model: nn.Module, matrix_rate: float, other_rate: float, momentum: float = .95, decay: float = .02):
        self.matrices = [p for name, p in model.named_parameters() if p.ndim == 2 and name != "embedding"]
        self.others = [p for name, p in model.named_parameters() if p.ndim != 2 or name == "embedding"]
        self.matrix_rate, self.momentum, self.decay = matrix_rate, momentum, decay
        self.velocity = [torch.zeros_like(p) for p in self.matrices]
        self.adam = torch.optim.AdamW(self.others, lr=other_rate, betas=(.9, .98), weight_decay=0)
        self.other_rate = other_rate

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """One update at `scale` times the top learning rates; gradients are already averaged over ranks."""
        for group in self.adam.param_groups:
            group["lr"] = self.other_rate * scale
        self.adam.step()
        world, rank = (dist.get_world_size(), dist.get_rank()) if dist.is_initialized() else (1, 0)
        directions = [torch.zeros_like(p) for p in self.matrices]
        groups: dict[torch.Size, list[int]] = {}
        for n, p in enumerate(self.matrices):
            if p.grad is None:
                continue
            self.velocity[n].lerp_(p.grad, 1 - self.momentum)
            if n % world == rank:
                groups.setdefault(p.shape, []).append(n)
        for members in groups.values():
            stack = torch.stack([self.matrices[n].grad.lerp(self.velocity[n], self.momentum) for n in members])
            for n, update in zip(members, orthogonal(stack)):
                directions[n] = update
        if world > 1:
            flat = torch.cat([d.flatten() for d in directions])
            dist.all_reduce(flat)
            directions = [part.view_as(d) for part, d in zip(flat.split([d.numel() for d in directions]), directions)]
        rate = self.matrix_rate * scale
        for p, direction in zip(self.matrices, directions):
            p.mul_(1 - rate * self.decay).add_(direction, alpha=-rate * max(1, p.shape[0] / p.shape[1]) ** .5)

    def state_dict(self) -> dict:
        return {"velocity": self.velocity, "adam": self.adam.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        for mine, saved in zip(self.velocity, state["velocity"]):
            mine.copy_(saved)
        self.adam.load_state_dict(state["adam"])
