"""A small llama: RMS norms, rotary attention (pairs are the two halves of a head; export reorders them for llama.cpp), SwiGLU, tied embedding."""
from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    vocabulary: int = 4096
    width: int = 256
    layers: int = 5
    heads: int = 4
    hidden: int = 768
    context: int = 1024
    rope_base: float = 10000.0
    epsilon: float = 1e-5

    def json(self) -> dict:
        return asdict(self)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x [batch, heads, time, head] turned pair by pair; cos and sin [batch, 1, time, head/2]."""
    one, two = x.chunk(2, -1)
    return torch.cat((one * cos - two * sin, one * sin + two * cos), -1)


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        d, h = shape.width, shape.hidden
        self.heads, self.epsilon = shape.heads, shape.epsilon
        self.attn_norm, self.ffn_norm = nn.Parameter(torch.ones(d)), nn.Parameter(torch.ones(d))

        def matrix(rows: int, columns: int, scale: float = 1.0) -> nn.Parameter:
            return nn.Parameter(torch.randn(rows, columns) * scale * columns ** -.5)

        self.q, self.k, self.v = matrix(d, d), matrix(d, d), matrix(d, d)
        self.o = matrix(d, d, (2 * shape.layers) ** -.5)
        self.gate, self.up = matrix(h, d), matrix(h, d)
        self.down = matrix(d, h, (2 * shape.layers) ** -.5)

    def forward(self, x: Tensor, bias: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        b, t, d = x.shape
        kind = x.dtype
        y = F.rms_norm(x, (d,), self.attn_norm.to(kind), self.epsilon)
        q, k, v = F.linear(y, torch.cat((self.q, self.k, self.v)).to(kind)).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scale = (d // self.heads) ** -.5
        q, k = rotate(q, cos * scale, sin * scale), rotate(k, cos, sin)
        # Plain products: on the CPU the fused kernel's backward is slower.
        weights = torch.softmax((q @ k.transpose(-1, -2)).add_(bias), -1)
        x = x + F.linear((weights @ v).transpose(1, 2).reshape(b, t, d), self.o.to(kind))
        y = F.rms_norm(x, (d,), self.ffn_norm.to(kind), self.epsilon)
        gate, up = F.linear(y, torch.cat((self.gate, self.up)).to(kind)).chunk(2, -1)
        return x + F.linear(F.silu(gate) * up, self.down.to(kind))


class Llama(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Parameter(torch.randn(shape.vocabulary, shape.width) * .02)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.Parameter(torch.ones(shape.width))

    def hidden(self, tokens: Tensor, positions: Tensor, sees: Tensor, kind: torch.dtype = torch.float32) -> Tensor:
        """tokens, positions [batch, time]; sees [batch, time, time] bool, query by key. Returns [batch, time, width] after the last norm."""
        head = self.shape.width // self.shape.heads
        rate = self.shape.rope_base ** (-torch.arange(0, head, 2, device=tokens.device, dtype=torch.float32) / head)
        angle = positions[:, None, :, None].float() * rate
        cos, sin = angle.cos().to(kind), angle.sin().to(kind)
        bias = torch.zeros(sees.shape, dtype=kind, device=tokens.device).masked_fill_(~sees, -1e4)[:, None]
        x = self.embedding[tokens].to(kind)
        for layer in self.layers:
            x = layer(x, bias, cos, sin)
        return F.rms_norm(x, (self.shape.width,), self.norm.to(kind), self.shape.epsilon)

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embedding.to(hidden.dtype)).float()
