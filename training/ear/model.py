"""The ear: Whisper's architecture over an output vocabulary of about 1000 units.

Only the blocks are Whisper's (so that whisper.cpp runs it); the vocabulary is cut down while training and spread out again
by the ggml exporter. Output rows: the units, '.' (nothing was said), end of text, no speech; inputs also have the two prompt tokens.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

LONGEST_TEXT = 100                                       # tokens that greedy decoding gives at most


def sinusoids(length, width):
    step = math.log(10000) / (width // 2 - 1)
    angle = torch.arange(length)[:, None] * torch.exp(-step * torch.arange(width // 2))[None]
    return torch.cat([angle.sin(), angle.cos()], 1)


def gelu(x):
    return F.gelu(x, approximate='tanh')                 # as ggml computes it


def attend(q, k, v, causal):
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    # On a CPU the backward of plain products is several times cheaper than the flash kernel's at these lengths.
    w = torch.matmul(q, k.transpose(-1, -2)) * q.shape[-1] ** -.5
    if causal:
        w = w + torch.full((w.shape[-1], w.shape[-1]), -1e4, dtype=w.dtype).triu(1)
    return torch.matmul(w.softmax(-1).to(v.dtype), v)


class Attention(nn.Module):
    """Query, key and value weights in one tensor, so that one product and one optimiser step serve all three."""

    def __init__(self, width, heads):
        super().__init__()
        self.h, self.d = heads, width
        self.w = nn.Parameter(torch.randn(3, width, width) * width ** -.5)
        self.bq = nn.Parameter(torch.zeros(width))
        self.bv = nn.Parameter(torch.zeros(width))       # Whisper's keys have no bias
        self.o = nn.Linear(width, width)
        nn.init.normal_(self.o.weight, std=width ** -.5 * .3)
        nn.init.zeros_(self.o.bias)
        with torch.no_grad():
            self.w[:2] *= .7

    def split(self, x):
        return x.view(*x.shape[:2], self.h, -1).transpose(1, 2)

    def keys_values_flat(self, source):
        return F.linear(source, self.w[1:].reshape(-1, self.d), torch.cat([torch.zeros_like(self.bv), self.bv])).chunk(2, -1)

    def keys_values(self, source):
        return [self.split(x) for x in self.keys_values_flat(source)]

    def forward(self, x, keys_values=None, causal=False):
        if keys_values is None:
            bias = torch.cat([self.bq, torch.zeros_like(self.bq), self.bv])
            q, k, v = (self.split(t) for t in F.linear(x, self.w.reshape(-1, self.d), bias).chunk(3, -1))
        else:
            q, (k, v) = self.split(F.linear(x, self.w[0], self.bq)), keys_values
        return self.o(attend(q, k, v, causal).transpose(1, 2).reshape(x.shape))


class Block(nn.Module):
    def __init__(self, width, heads, decoder):
        super().__init__()
        self.attn, self.attn_ln = Attention(width, heads), nn.LayerNorm(width)
        if decoder:
            self.cross_attn, self.cross_attn_ln = Attention(width, heads), nn.LayerNorm(width)
        self.mlp0, self.mlp2, self.mlp_ln = nn.Linear(width, 4 * width), nn.Linear(4 * width, width), nn.LayerNorm(width)
        self.cross = decoder
        nn.init.normal_(self.mlp0.weight, std=width ** -.5)
        nn.init.normal_(self.mlp2.weight, std=(4 * width) ** -.5 * .3)
        nn.init.zeros_(self.mlp0.bias)
        nn.init.zeros_(self.mlp2.bias)

    def forward(self, x, keys_values=None):
        x = x + self.attn(self.attn_ln(x), causal=self.cross)
        if self.cross:
            x = x + self.cross_attn(self.cross_attn_ln(x), keys_values)
        return x + self.mlp2(gelu(self.mlp0(self.mlp_ln(x))))


class Ear(nn.Module):
    def __init__(self, nunits, nctc=None, d=256, heads=4, enc=4, dec=2, n_mels=80, n_text_ctx=448):
        super().__init__()
        self.cfg = dict(nunits=nunits, nctc=nctc, d=d, heads=heads, enc=enc, dec=dec, n_mels=n_mels, n_text_ctx=n_text_ctx)
        self.d, self.nu, self.nout = d, nunits, nunits + 3
        self.DOT, self.EOT, self.NOSP, self.SOT, self.NOT = range(nunits, nunits + 5)
        self.conv1 = nn.Conv1d(n_mels, d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        self.register_buffer('epos', sinusoids(1500, d), persistent=False)
        self.enc = nn.ModuleList(Block(d, heads, False) for _ in range(enc))
        self.ln_post = nn.LayerNorm(d)
        self.emb = nn.Parameter(torch.randn(nunits + 5, d) * .03)
        self.dpos = nn.Parameter(torch.randn(n_text_ctx, d) * .01)
        self.dec = nn.ModuleList(Block(d, heads, True) for _ in range(dec))
        self.ln_w, self.ln_b = nn.Parameter(torch.ones(d)), nn.Parameter(torch.zeros(d))
        self.ctc = nn.Linear(d, (nctc or nunits) + 1)    # phones; helps the encoder to learn, is not exported
        nn.init.normal_(self.ctc.weight, std=.03)
        last = torch.zeros(d)
        last[d - 1] = 1
        self.register_buffer('last', last, persistent=False)
        with torch.no_grad():
            self.emb[:, d - 1] = 0

    def final_norm(self):
        """The last dimension of the final norm is held at 1: the last column of the embedding is then an output bias,
        which the ggml export uses to silence the 50,000 units that this ear does not have."""
        return self.ln_w * (1 - self.last), self.ln_b * (1 - self.last) + self.last

    def encode(self, features):
        """(batch, 80, frames) to (batch, frames / 2, d)."""
        x = gelu(self.conv2(gelu(self.conv1(features)))).transpose(1, 2)
        x = x + self.epos[:x.shape[1]]
        for block in self.enc:
            x = block(x)
        return self.ln_post(x)

    def cross(self, encoded):
        return [block.cross_attn.keys_values(encoded) for block in self.dec]

    def decode(self, tokens, encoded, cross=None):
        x = self.emb[tokens] + self.dpos[:tokens.shape[1]]
        for block, keys_values in zip(self.dec, cross or self.cross(encoded)):
            x = block(x, keys_values)
        return F.layer_norm(x, (self.d,), *self.final_norm()) @ self.emb[:self.nout].T

    @torch.no_grad()
    def greedy(self, features):
        """(tokens without the prompt, mean token probability of every text, best phone of every encoder frame).

        Rules as in the exports: no end at once, never 'no speech'; the mean is geometric and counts the end.
        """
        encoded = self.encode(features)
        cross = self.cross(encoded)
        tokens = torch.tensor([[self.SOT, self.NOT]] * len(features), device=features.device)
        done = torch.zeros(len(features), dtype=torch.bool, device=features.device)
        total, steps = torch.zeros(2, len(features), device=features.device)
        for i in range(LONGEST_TEXT):
            logits = self.decode(tokens, encoded, cross)[:, -1].float()
            logits[:, self.NOSP] = -1e9
            if i == 0:
                logits[:, self.EOT] = -1e9
            likeliest, best = logits.log_softmax(-1).max(-1)
            total, steps = total + likeliest * ~done, steps + ~done
            best[done] = self.EOT
            tokens = torch.cat([tokens, best[:, None]], 1)
            done |= best == self.EOT
            if done.all():
                break
        return tokens[:, 2:], (total / steps).exp(), self.ctc(encoded).argmax(-1)


def load(path, device='cpu'):
    """An ear in evaluation mode and the rest of its checkpoint."""
    checkpoint = torch.load(path, map_location=device, weights_only=False)
    ear = Ear(**checkpoint['cfg']).to(device)
    ear.load_state_dict({k: v.float() for k, v in checkpoint['model'].items()})
    return ear.eval(), checkpoint
