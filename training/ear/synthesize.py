"""Speak the texts of texts.py into shards. Resumable: shards that exist are skipped.

    python synthesize.py own 0 1          # texts_own.tsv, part 0 of 1; about 20 to 30 times real time a core
    python synthesize.py corpora 0 1 102  # from its shard 102 on, where earlier ones were made and put aside
"""
import random
import sys
import tempfile
import time

import numpy as np

import shards
import telephone
import voices
from paths import DATA

PER_SHARD, BATCH = 400, 100


def main():
    source, part, parts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    texts = [line.rstrip('\n').split('\t') for line in open(DATA / f'texts_{source}.tsv')][part::parts]
    began, hours = time.time(), 0.
    for start in range(first * PER_SHARD, len(texts), PER_SHARD):
        name = f'tts_{source}{part}_{start // PER_SHARD:03d}'
        if shards.done(name):
            continue
        random.seed(name)                                # a shard depends neither on when it is made nor on those before
        np.random.seed(random.randrange(2 ** 31))
        telephone.OTHERS.clear()
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            for b in range(start, min(start + PER_SHARD, len(texts)), BATCH):
                batch = texts[b:b + BATCH]
                spoken = voices.speak([(voices.pick(voices.CATCHING_UP), read) for _, read, _ in batch], folder)
                for (_, _, heard), clip in zip(batch, spoken):
                    if clip is None or len(clip[0]) > shards.LONGEST:
                        continue
                    if random.random() < .02:
                        telephone.remember(clip[0])
                    rows.append(shards.row(clip[0], heard, clip[1]))
        hours += shards.save(name, rows)
        print(f'{name} {len(rows)} utterances, {hours:.2f} h in {(time.time() - began) / 60:.1f} min', flush=True)


if __name__ == '__main__':
    main()
