"""Checkpoint to sherpa-onnx's moonshine container: samples in, the log-mel inside the graph, int8 products.

    python export_moonshine.py CHECKPOINT OUT

Why this container: sherpa computes Whisper's features on the caller's thread, 22 ms a second of audio; here they cost nothing
there. What sherpa fixes: token 1 starts, token 2 ends, at most 0.144 tokens for each row of the encoder's output.
After the text comes one more token, <|cfNN|>: the mean probability of the tokens in percent.
"""
import logging
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from onnxruntime.quantization import QuantType, quantize_dynamic

import mel
import model
from units import Units

TAIL = 30                                                # frames of floor after the audio; in training 0 to 89, often with noise over them (data.py)
NEVER, PERCENTS = -1e4, 101


class Preprocess(nn.Module):
    """Samples (1, n) to log-mel (1, frames, 80); the Fourier transform is a convolution."""

    def __init__(self):
        super().__init__()
        k, n = torch.arange(201).double()[:, None], torch.arange(mel.WINDOW).double()
        angle, window = 2 * torch.pi * k * n / mel.WINDOW, torch.hann_window(mel.WINDOW, periodic=True, dtype=torch.float64)
        self.register_buffer('waves', torch.cat([angle.cos() * window, -angle.sin() * window]).float()[:, None])
        self.register_buffer('filters', torch.tensor(mel.filters()))

    def forward(self, audio):
        frames = audio.shape[1] // mel.HOP
        z = F.conv1d(F.pad(audio[:, None], (200, 240), mode='reflect'), self.waves, stride=mel.HOP)[:, :, :frames]
        power = torch.matmul((z[:, :201] ** 2 + z[:, 201:] ** 2).transpose(1, 2), self.filters)
        power = torch.cat([power, torch.full((1, TAIL, mel.BANDS), mel.FLOOR)], 1)
        log = torch.log10(power.clamp(min=mel.FLOOR))
        return (torch.maximum(log, log.amax() - 8.) + 4.) / 4.


class Encode(nn.Module):
    """Log-mel to the keys and values that the decoder's layers look at: (1, 2 rows a frame, layers * d)."""

    def __init__(self, ear):
        super().__init__()
        self.ear = ear

    def forward(self, features, features_len):
        x = self.ear.encode(features.transpose(1, 2))
        both = []
        for block in self.ear.dec:
            both += block.cross_attn.keys_values_flat(x)
        layers = len(self.ear.dec)
        keys_values = torch.stack(both[0::2] + both[1::2])                    # (2 layers, 1, frames, d)
        # Two rows a frame make sherpa's limit 14.4 tokens a second; with one, fast speech would be cut off.
        rows = keys_values.permute(1, 2, 0, 3).reshape(1, -1, layers * self.ear.d)
        return rows + 0. * features_len.float()


class Decode(nn.Module):
    """One step: (token, encoded, length, keys, values, tally) to (logits, keys, values, tally).

    The tally is (sum of log p, phase, steps): phase 0 is text, 1 the confidence token, then the end. The first step feeds the prompt.
    """

    def __init__(self, ear, first):
        super().__init__()
        self.ear, self.first, self.layers = ear, first, len(ear.dec)
        # sherpa's order: 0 unused, 1 start, 2 end, units, '.', second prompt token.
        order = [ear.NOSP, ear.SOT, ear.EOT, *range(ear.nu), ear.DOT, ear.NOT]
        self.size = len(order)
        table = ear.emb.detach()[order]
        self.register_buffer('table', table)
        self.register_buffer('output', table.t().contiguous())
        never = torch.zeros(self.size)
        never[[0, 1, self.size - 1]] = NEVER
        if first:
            never[2] = NEVER                             # something must be said first: '.' if need be
        self.register_buffer('never', never)
        self.register_buffer('prompt', torch.tensor([[1, self.size - 1]]))

    def heads(self, x):
        return x.view(1, -1, self.ear.dec[0].attn.h, 64).transpose(1, 2)

    def attend(self, q, k, v, mask=None):
        w = torch.matmul(self.heads(q), self.heads(k).transpose(-1, -2)) * 64 ** -.5
        w = (w if mask is None else w + mask).softmax(-1)
        return torch.matmul(w, self.heads(v)).transpose(1, 2).reshape(1, -1, self.ear.d)

    def logits(self, tokens, keys, values, crossing, at):
        n = tokens.shape[1]
        x = self.table[tokens] + self.ear.dpos[at:at + n]
        mask = torch.full((n, n), NEVER).triu(1) if self.first else None
        new_keys, new_values = [], []
        for i, block in enumerate(self.ear.dec):
            a, y = block.attn, block.attn_ln(x)
            bias = torch.cat([a.bq, torch.zeros_like(a.bq), a.bv])
            q, k, v = F.linear(y, a.w.reshape(-1, self.ear.d), bias).chunk(3, -1)
            if not self.first:
                k, v = torch.cat([keys[i], k], 1), torch.cat([values[i], v], 1)
            new_keys.append(k)
            new_values.append(v)
            x = x + a.o(self.attend(q, k, v, mask))
            c = block.cross_attn
            q = F.linear(block.cross_attn_ln(x), c.w[0], c.bq)
            x = x + c.o(self.attend(q, crossing[i], crossing[self.layers + i]))
            x = x + block.mlp2(model.gelu(block.mlp0(block.mlp_ln(x))))
        x = F.layer_norm(x[:, -1:], (self.ear.d,), *self.ear.final_norm())
        return torch.matmul(x, self.output)[0, 0] + self.never, torch.stack(new_keys), torch.stack(new_values)

    def forward(self, token, encoded, length, *state):
        crossing = encoded.reshape(1, -1, 2 * self.layers, self.ear.d).permute(2, 0, 1, 3)
        if self.first:
            tokens, at, keys, values = self.prompt + 0 * (token.long() + length.long()), 0, None, None
            total, phase, steps = torch.zeros(3).unbind()
        else:
            tokens, at = token.long().clamp(max=self.size - 1), length[0].long()    # `length` counts one prompt token, we fed two
            keys, values, tally = state
            total, phase, steps = tally.unbind()
        logits, keys, values = self.logits(tokens, keys, values, crossing, at)
        log_p = logits.log_softmax(-1)
        best, speaking = log_p.amax(), (phase == 0).float()
        total, steps = total + speaking * best, steps + speaking
        phase = torch.where(phase == 0, (log_p[2] >= best).float(), phase + 1)
        percent = torch.round(100 * torch.exp(total / steps)).long()
        ids = torch.arange(self.size + PERCENTS)
        text = torch.cat([logits, torch.full((PERCENTS,), NEVER)])
        confidence, end = (torch.where(ids == i, -NEVER, NEVER) for i in (self.size + percent, torch.tensor(2)))
        out = torch.where(phase == 0, text, torch.where(phase == 1, confidence, end))
        return out[None, None], keys, values, torch.stack([total, phase, steps])


def export(module, args, path, inputs, outputs, dynamic):
    torch.onnx.export(module, args, str(path), opset_version=17, dynamo=False, input_names=inputs, output_names=outputs, dynamic_axes=dynamic)


def quantized(path):
    """Weights of all products as unsigned bytes: signed ones overflow on processors without VNNI. Replaces the float graph."""
    quantize_dynamic(path, path.with_suffix('.int8.onnx'), op_types_to_quantize=['MatMul'], weight_type=QuantType.QUInt8)
    path.unlink()


def main():
    out = Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.WARNING)
    ear, _ = model.load(sys.argv[1])
    for p in ear.parameters():
        p.requires_grad_(False)
    pre, encode, first, further = Preprocess(), Encode(ear), Decode(ear, True), Decode(ear, False)
    audio, token, one = torch.randn(1, 32000) * .1, torch.tensor([[1]], dtype=torch.int32), torch.tensor([1], dtype=torch.int32)
    features = pre(audio)
    frames = torch.tensor([features.shape[1]], dtype=torch.int32)
    encoded = encode(features, frames)
    _, keys, values, tally = first(token, encoded, one)
    rows = {'encoded': {1: 'rows'}}
    states = ['keys', 'values', 'tally']
    export(pre, (audio,), out / 'preprocess.onnx', ['audio'], ['features'], {'audio': {1: 'samples'}, 'features': {1: 'frames'}})
    export(encode, (features, frames), out / 'encode.onnx', ['features', 'features_len'], ['encoded'], {'features': {1: 'frames'}, **rows})
    export(first, (token, encoded, one), out / 'uncached_decode.onnx', ['token', 'encoded', 'length'], ['logits', *states], rows)
    export(further, (token, encoded, one + 1, keys, values, tally), out / 'cached_decode.onnx', ['token', 'encoded', 'length', *['past_' + s for s in states]],
           ['logits', *states], {**rows, **{p + s: {2: p + 'steps'} for p in ('', 'past_') for s in states[:2]}})
    for name in ('encode', 'uncached_decode', 'cached_decode'):
        quantized(out / f'{name}.onnx')
    words = [u.replace(' ', '\u2581') for u in Units().units]
    tokens = ['<unused>', '<s>', '</s>', *words, '.', '<prompt>', *[f'<|cf{i}|>' for i in range(PERCENTS)]]
    (out / 'tokens.txt').write_text(''.join(f'{t} {i}\n' for i, t in enumerate(tokens)))
    for f in sorted(out.glob('*.onnx')):
        print(f.name, f.stat().st_size)


if __name__ == '__main__':
    main()
