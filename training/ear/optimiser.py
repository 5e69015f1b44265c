"""Muon for the matrices of the blocks, AdamW for everything else; the orthogonalisation is shared among the ranks."""
import torch
import torch.distributed as dist

# Newton-Schulz coefficients tuned for five steps (Polar Express).
COEFFICIENTS = ((4.0848, -6.8946, 2.9270), (3.9505, -6.3029, 2.6377), (3.7418, -5.5913, 2.3037), (2.8769, -3.1427, 1.2046), (2.8366, -3.0525, 1.2012))
MOMENTUM, SCALE, DECAY = .95, .2, .03


def orthogonalised(g):
    """The nearest matrices with all singular values near 1, for a stack (n, rows, columns)."""
    x = (g / (g.flatten(1).norm(dim=1)[:, None, None] * 1.02 + 1e-7)).bfloat16()
    if g.size(1) > g.size(2):
        return orthogonalised(g.transpose(1, 2)).transpose(1, 2)
    for a, b, c in COEFFICIENTS:
        m = x @ x.transpose(1, 2)
        x = a * x + (b * m + c * m @ m) @ x
    return x


class Optimiser:
    def __init__(self, ear, rank=0, world=1):
        self.rank, self.world = rank, world
        self.matrices = [(n, p) for n, p in ear.named_parameters() if n.startswith(('enc.', 'dec.')) and p.ndim >= 2]
        mine = {n for n, _ in self.matrices}
        rest = [(n, p) for n, p in ear.named_parameters() if n not in mine]
        decayed = [p for n, p in rest if p.ndim > 1 and n not in ('emb', 'dpos')]
        free = [p for n, p in rest if p.ndim <= 1 or n in ('emb', 'dpos')]
        self.adam = torch.optim.AdamW([dict(params=decayed, weight_decay=.02), dict(params=free, weight_decay=0.)], lr=1e-3, betas=(.9, .98), eps=1e-8)
        self.momentum = {n: torch.zeros_like(p) for n, p in self.matrices}

    def state(self):
        return {'adam': self.adam.state_dict(), 'm': self.momentum}

    def load(self, state):
        self.adam.load_state_dict(state['adam'])
        for n, m in state['m'].items():
            self.momentum[n].copy_(m)

    @torch.no_grad()
    def step(self, lr):
        for group in self.adam.param_groups:
            group['lr'] = lr
        self.adam.step()
        stacks = {}                                      # matrices of one shape are handled as one stack
        for n, p in self.matrices:
            m = self.momentum[n].mul_(MOMENTUM).add_(p.grad)
            u = p.grad + MOMENTUM * m
            u = u if u.ndim == 3 else (u if u.shape[0] <= u.shape[1] else u.T)[None]
            stacks.setdefault(tuple(u.shape[1:]), []).append((p, u))
        done = {}
        for shape, entries in stacks.items():
            g = torch.cat([u for _, u in entries])
            done[shape] = torch.zeros_like(g)
            share = slice(self.rank, None, self.world)
            if len(g[share]):
                done[shape][share] = orthogonalised(g[share]).to(g.dtype)
        if self.world > 1:
            flat = torch.cat([d.flatten() for d in done.values()])
            dist.all_reduce(flat)
            at = 0
            for d in done.values():
                d.copy_(flat[at:at + d.numel()].view_as(d))
                at += d.numel()
        for shape, entries in stacks.items():
            at, scale = 0, lr * SCALE * max(shape) ** .5
            for p, u in entries:
                d = done[shape][at:at + len(u)]
                at += len(u)
                p.mul_(1 - lr * DECAY)
                p.sub_(d if p.ndim == 3 else d[0] if p.shape[0] <= p.shape[1] else d[0].T, alpha=scale)
