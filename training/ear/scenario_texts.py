"""What the people in the written scenarios of training/text say, to be spoken too: data/texts_scenarios.tsv.

    python ../text/build.py --out ../../.cache/text && python scenario_texts.py

Only scenarios of the training split, only their clean renderings; nothing that the examination holds out.
"""
import gzip
import json
import random

from paths import DATA, REPO
from texts import SEED, joined, running_talk, write

CALLS = REPO / '.cache' / 'text' / 'train.jsonl.gz'
WANTED = 24000


def utterances():
    for line in gzip.open(CALLS, 'rt'):
        call = json.loads(line)
        if call['source'] == 'generated' and call['rendering'] == 'clean':
            yield from (turn['text'] for turn in call['turns'])


def main():
    random.seed(SEED)
    held = {line.split('\t')[2].strip() for name in ('held', 'held_own') for line in open(DATA / f'texts_{name}.tsv')}
    # The same line comes in many calls of a scenario: each is spoken once, so that rare lines count as much.
    cut = {joined(words)[1]: joined(words) for words in running_talk(sorted(set(utterances()))) if words}
    rows = [('scenarios', read, heard) for heard, (read, _) in cut.items() if heard not in held]
    write('scenarios', random.sample(rows, min(WANTED, len(rows))))


if __name__ == '__main__':
    main()
