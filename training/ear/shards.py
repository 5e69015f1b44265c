"""Shards: utterances as log10 mel power in one float16 array, beside a JSON of where each begins and what it says."""
import json

import numpy as np

import mel
import telephone
from paths import SHARDS

LONGEST = 14 * mel.RATE


def row(x, text, voice, telephone_share=.55):
    """One utterance; part of them go through the telephone as waveforms, the rest get it as mel gains while training."""
    kind = 'wide'
    if np.random.rand() < telephone_share:
        x, kind = telephone.call(x), 'telephone'
    return {'mel': np.log10(np.maximum(mel.power(x), mel.FLOOR)).astype(np.float16), 'text': text, 'voice': voice, 'kind': kind}


def done(name):
    return (SHARDS / f'{name}.json').exists()


def save(name, rows):
    """The array first and the JSON last: a shard whose JSON is there is whole."""
    SHARDS.mkdir(parents=True, exist_ok=True)
    starts = np.cumsum([0] + [len(r['mel']) for r in rows]).tolist()
    part = SHARDS / f'{name}.part.npy'
    np.save(part, np.concatenate([r['mel'] for r in rows]))
    part.rename(SHARDS / f'{name}.mel.npy')
    part = SHARDS / f'{name}.json.part'
    part.write_text(json.dumps({'off': starts, 'meta': [{k: r[k] for k in ('text', 'voice', 'kind')} for r in rows]}))
    part.rename(SHARDS / f'{name}.json')
    return starts[-1] / 360000                           # hours
