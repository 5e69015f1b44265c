"""What the people in the written scenarios of training/text say, to be spoken too: data/texts_scenarios.tsv.

    python ../text/build.py --out ../../.cache/text && python scenario_texts.py
    python scenario_texts.py 2                   # scenarios were added: texts_scenarios2.tsv, what no earlier file has

Only scenarios of the training split, only their clean renderings; nothing in which a text stands that the examination holds out.
"""
import gzip
import json
import random
import sys

import overlap
from paths import DATA, REPO
from texts import SEED, SHORTEST_HELD, joined, running_talk, write

CALLS = REPO / '.cache' / 'text' / 'train.jsonl.gz'
WANTED = 24000


def utterances():
    for line in gzip.open(CALLS, 'rt'):
        call = json.loads(line)
        if call['source'] == 'generated' and call['rendering'] == 'clean':
            yield from (turn['text'] for turn in call['turns'])


def main():
    random.seed(SEED)
    source = f"scenarios{''.join(sys.argv[1:])}"
    held = overlap.heard_in(DATA.glob('texts_held*.tsv'))
    taken = {*held, *overlap.heard_in(p for p in DATA.glob('texts_scenarios*.tsv') if p.stem != f'texts_{source}')}
    held_inside = overlap.Containing(held, SHORTEST_HELD)
    # The same line comes in many calls of a scenario: each is spoken once, so that rare lines count as much.
    cut = {joined(words)[1]: joined(words) for words in running_talk(sorted(set(utterances()))) if words}
    rows = [('scenarios', read, heard) for heard, (read, _) in cut.items() if heard not in taken and heard not in held_inside]
    write(source, random.sample(rows, min(WANTED, len(rows))))


if __name__ == '__main__':
    main()
