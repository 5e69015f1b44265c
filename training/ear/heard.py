"""What an ear hears in the evaluation sets, by the trainer's own greedy decoding."""
import functools
import json

import numpy as np
import soundfile as sf
import torch
from scipy.signal import resample_poly

import mel
from paths import EVAL
from scoring import error_rates

BATCH, CHUNK_S = 16, 5
SPEEDS = (9, 8), (7, 8), (17, 16), (15, 16)              # how much longer the product makes a chunk that it hears again
SURE = .85                                               # `transcription.sureFrom` of the product


def waves(name, limit=10 ** 6):
    """[(samples, entry)] of one evaluation set, made by make_eval.py; a clip longer than a chunk is left out."""
    folder, kept = EVAL.parent / name, []
    for row in json.load(open(folder / 'index.json')):
        x, rate = sf.read(folder / row['wav'], dtype='float32')
        if len(x) <= CHUNK_S * rate and len(kept) < limit:
            kept.append((x, row))
    return kept


@functools.cache
def clips(name, limit):
    """The same as [(features, entry)]."""
    return [(mel.features(x), row) for x, row in waves(name, limit)]


def text_of(ear, units, tokens):
    tokens = tokens[:tokens.index(ear.EOT)] if ear.EOT in tokens else tokens
    return units.decode([t for t in tokens if t < ear.nu])


def recognised(ear, units, features, device='cpu'):
    """[(text, mean token probability)] of many clips, batched by length so that little is padded."""
    order, results = sorted(range(len(features)), key=lambda i: len(features[i])), [('', 0.)] * len(features)
    for at in range(0, len(order), BATCH):
        group = order[at:at + BATCH]
        longest = max(len(features[i]) for i in group)
        padded = np.stack([np.pad(features[i].T, ((0, 0), (0, longest - len(features[i]))), constant_values=features[i].min()) for i in group])
        tokens, confidence, _ = ear.greedy(torch.from_numpy(padded).to(device))
        for i, t, c in zip(group, tokens.tolist(), confidence.tolist()):
            results[i] = text_of(ear, units, t), c
    return results


def greedy(ear, units, features, device='cpu'):
    """Texts of many clips."""
    return [text for text, _ in recognised(ear, units, features, device)]


def surest(ear, units, samples, once):
    """Texts of many clips, those unsure when `recognised` once again at other speeds: the surest counts, as in the product (surest-transcriber.ts).

    Not as in the product: nothing is put behind a clip, where tail.ts puts 150 ms of silence."""
    best = list(once)
    for up, down in SPEEDS:
        again = [i for i, x in enumerate(samples) if best[i][1] < SURE and len(x) * up <= CHUNK_S * mel.RATE * down]
        answers = recognised(ear, units, [mel.features(resample_poly(samples[i], up, down)) for i in again])
        for i, answer in zip(again, answers):
            best[i] = max(best[i], answer, key=lambda a: a[1])
    return [text for text, _ in best]


def examine(ear, units, device, limit):
    """{set: [WER, CER]} over the first clips of every set."""
    result = {}
    for folder in sorted(EVAL.iterdir()):
        rows = clips(f'eval/{folder.name}', limit)
        heard = greedy(ear, units, [f for f, _ in rows], device)
        result[folder.name] = [round(x, 1) for x in error_rates([r['text'] for _, r in rows], heard)]
    return result
