"""Checkpoint to a whisper.cpp model file, q8_0.

    python export_ggml.py CHECKPOINT OUT/ear-en.ggml-q8_0.bin [--window 1500]

whisper.cpp insists on GPT-2's 51,864 tokens: the rows this ear lacks are silenced by a bias of -100 (see Ear.final_norm).
"""
import argparse
import struct
from pathlib import Path

import numpy as np

import mel
import model
from units import Units

MAGIC, VOCABULARY = 0x67676d6c, 51864
DOT, EOT, SOT, NOSP, NOT = 13, 50256, 50257, 50361, 50362            # GPT-2 and English-only Whisper
F32, F16, Q8_0 = 0, 1, 8
FILE_TYPE = 7 + 2000                                                 # mostly q8_0, quantisation version 2


def numpy(t):
    return np.ascontiguousarray(t.detach().float().numpy())


def embedding(ear):
    table = np.zeros((VOCABULARY, ear.d), np.float32)
    table[:, ear.d - 1] = -100
    rows = numpy(ear.emb)
    table[Units().gpt2] = rows[:ear.nu]
    for row, token in ((ear.DOT, DOT), (ear.EOT, EOT), (ear.NOSP, NOSP), (ear.SOT, SOT), (ear.NOT, NOT)):
        table[token] = rows[row]
    return table


def norm(name, ln):
    return [(f'{name}.weight', ln.weight, F32), (f'{name}.bias', ln.bias, F32)]


def attention(name, a):
    return [(f'{name}.query.weight', a.w[0], Q8_0), (f'{name}.query.bias', a.bq, F32), (f'{name}.key.weight', a.w[1], Q8_0),
            (f'{name}.value.weight', a.w[2], Q8_0), (f'{name}.value.bias', a.bv, F32), (f'{name}.out.weight', a.o.weight, Q8_0), (f'{name}.out.bias', a.o.bias, F32)]


def block(name, b):
    cross = [*norm(f'{name}.cross_attn_ln', b.cross_attn_ln), *attention(f'{name}.cross_attn', b.cross_attn)] if b.cross else []
    return [*norm(f'{name}.attn_ln', b.attn_ln), *attention(f'{name}.attn', b.attn), *cross, *norm(f'{name}.mlp_ln', b.mlp_ln),
            (f'{name}.mlp.0.weight', b.mlp0.weight, Q8_0), (f'{name}.mlp.0.bias', b.mlp0.bias, F32),
            (f'{name}.mlp.2.weight', b.mlp2.weight, Q8_0), (f'{name}.mlp.2.bias', b.mlp2.bias, F32)]


def tensors(ear, window):
    weight, bias = ear.final_norm()
    yield from [('encoder.positional_embedding', ear.epos[:window], F32), ('encoder.conv1.weight', ear.conv1.weight, F16), ('encoder.conv1.bias', ear.conv1.bias[:, None], F32),
                ('encoder.conv2.weight', ear.conv2.weight, F16), ('encoder.conv2.bias', ear.conv2.bias[:, None], F32)]
    for i, b in enumerate(ear.enc):
        yield from block(f'encoder.blocks.{i}', b)
    yield from norm('encoder.ln_post', ear.ln_post)
    yield from [('decoder.positional_embedding', ear.dpos, F32), ('decoder.token_embedding.weight', embedding(ear), Q8_0)]
    for i, b in enumerate(ear.dec):
        yield from block(f'decoder.blocks.{i}', b)
    yield from [('decoder.ln.weight', weight, F32), ('decoder.ln.bias', bias, F32)]


def q8_0(x):
    """Blocks of 32: an fp16 scale and 32 bytes."""
    blocks = x.reshape(-1, 32)
    scale = np.abs(blocks).max(1) / 127
    packed = np.zeros((len(blocks), 34), np.uint8)
    packed[:, :2] = scale.astype(np.float16).view(np.uint8).reshape(-1, 2)
    packed[:, 2:] = np.round(blocks / np.maximum(scale, 1e-30)[:, None]).astype(np.int8).view(np.uint8)
    return packed.tobytes()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('checkpoint')
    p.add_argument('out', type=Path)
    p.add_argument('--window', type=int, default=1500, help='encoder positions; 50 a second')
    o = p.parse_args()
    ear, checkpoint = model.load(o.checkpoint)
    c = checkpoint['cfg']
    _, mel_block, _, vocabulary_block = mel.ggml_header()
    o.out.parent.mkdir(parents=True, exist_ok=True)
    with open(o.out, 'wb') as f:
        f.write(struct.pack('<I11i', MAGIC, VOCABULARY, o.window, c['d'], c['heads'], c['enc'], c['n_text_ctx'], c['d'], c['heads'], c['dec'], c['n_mels'], FILE_TYPE))
        f.write(mel_block)
        f.write(vocabulary_block)
        for name, t, kind in tensors(ear, o.window):
            x = np.ascontiguousarray(t if isinstance(t, np.ndarray) else numpy(t), np.float32)
            f.write(struct.pack(f'<3i{x.ndim}i', x.ndim, len(name), kind, *reversed(x.shape)))
            f.write(name.encode())
            f.write(x.tobytes() if kind == F32 else x.astype(np.float16).tobytes() if kind == F16 else q8_0(x))
    print(o.out.name, o.out.stat().st_size)


if __name__ == '__main__':
    main()
