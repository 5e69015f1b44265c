"""Real speech into shards: speechocean762's training speakers, at three speeds.

    python read_speech.py
"""
import random

import numpy as np
import soundfile as sf

import shards
from paths import SHARED
from voices import at_16k, trimmed

CORPUS = SHARED / 'training' / 'speech' / 'speechocean762'
SPEEDS = (1., .9, 1.1)


def utterances(split):
    """(path, text, speaker) of 'train' or 'test'; the two share no speaker."""
    for line in open(CORPUS / f'{split}.tsv'):
        name, speaker, text = line.rstrip('\n').split('\t')
        yield CORPUS / split / f'{name}.opus', text.lower(), speaker


def clip(path, speed=1.):
    x, rate = sf.read(path, dtype='float32')
    x = at_16k(x, rate, speed)
    return x / (np.abs(x).max() + 1e-9) * .9


def main():
    for i, speed in enumerate(SPEEDS):
        name = f'real_so_{i}'
        if shards.done(name):
            continue
        random.seed(name)
        np.random.seed(random.randrange(2 ** 31))
        rows = []
        for path, text, speaker in utterances('train'):
            x = clip(path, speed * random.uniform(.97, 1.03))
            if random.random() < .7:
                x = trimmed(x, .15)
            if len(x) < shards.LONGEST:
                rows.append(shards.row(x, text, f'speechocean:{speaker}'))
        print(name, len(rows), f'utterances, {shards.save(name, rows):.2f} h', flush=True)


if __name__ == '__main__':
    main()
