"""What an ear hears in the evaluation sets, by the trainer's own greedy decoding."""
import functools
import json

import numpy as np
import soundfile as sf
import torch

import mel
from paths import EVAL
from scoring import error_rates

BATCH, CHUNK_S = 16, 5


@functools.cache
def clips(name, limit):
    """[(features, entry)] of one evaluation set, made by make_eval.py; a clip longer than a chunk is left out."""
    folder, kept = EVAL.parent / name, []
    for row in json.load(open(folder / 'index.json')):
        x, rate = sf.read(folder / row['wav'], dtype='float32')
        if len(x) <= CHUNK_S * rate and len(kept) < limit:
            kept.append((mel.features(x), row))
    return kept


def text_of(ear, units, tokens):
    tokens = tokens[:tokens.index(ear.EOT)] if ear.EOT in tokens else tokens
    return units.decode([t for t in tokens if t < ear.nu])


def greedy(ear, units, features, device='cpu'):
    """Texts of many clips, batched by length so that little is padded."""
    order, texts = sorted(range(len(features)), key=lambda i: len(features[i])), [''] * len(features)
    for at in range(0, len(order), BATCH):
        group = order[at:at + BATCH]
        longest = max(len(features[i]) for i in group)
        padded = np.stack([np.pad(features[i].T, ((0, 0), (0, longest - len(features[i]))), constant_values=features[i].min()) for i in group])
        tokens, _ = ear.greedy(torch.from_numpy(padded).to(device))
        for i, t in zip(group, tokens.tolist()):
            texts[i] = text_of(ear, units, t)
    return texts


def examine(ear, units, device, limit):
    """{set: [WER, CER]} over the first clips of every set."""
    result = {}
    for folder in sorted(EVAL.iterdir()):
        rows = clips(f'eval/{folder.name}', limit)
        heard = greedy(ear, units, [f for f, _ in rows], device)
        result[folder.name] = [round(x, 1) for x in error_rates([r['text'] for _, r in rows], heard)]
    return result
