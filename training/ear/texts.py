"""What the synthesisers are to say: data/texts_corpora.tsv, texts_own.tsv and, never trained on, texts_held*.tsv.

    python texts.py              # columns: source, text to read aloud, text to be heard

Only texts with a clear licence: STAR (MIT), ICSI meetings (CC BY 4.0), MultiDoGO (CDLA-Permissive), the FTC's robocalls
(public domain), BothBosu (Apache-2.0), and the sentences of sentences.py. Trained on are only calls that training/text trains on,
and of their texts none in which a held one of four words or more stands. Held are the same texts ever since version 1.
"""
import collections
import csv
import gzip
import json
import random
import re

import overlap
import sentences
import training_calls
from paths import DATA, SHARED
from spoken import ONES, cardinal, one_by_one, ordinal, say

SEED = 11
SHORT = (3, 4, 5, 6, 7, 8, 10, 12, 15)
LONG = (8, 10, 12, 14, 16, 18, 20, 22)
WANTED = {'star': 18000, 'icsi': 26000, 'multidogo': 8000, 'bothbosu': 14000, 'robocalls': 4000}
HELD_EACH = 120
SHORTEST_HELD = 4                                        # words: shorter ones are said by everybody
OWN, OWN_HELD, NUMBERS, LOOSE_WORDS = 22000, 150, 3000, 1500
ROLES = re.compile(r'(?:^|\s)(?:Innocent|Suspect|[Cc]aller|[Rr]eceiver|[Rr]ecipient|[Aa]gent|[Cc]ustomer|[Ss]peaker\d?)\s*:')


def calls(name):
    """[(id, [text of a turn])]"""
    lines = [json.loads(line) for line in gzip.open(SHARED / 'transcripts' / 'ordinary' / f'{name}.jsonl.gz', 'rt')]
    random.shuffle(lines)
    return [(call['id'], [turn['text'] for turn in call['turns']]) for call in lines]


def rows_of(path):
    return list(csv.DictReader(open(SHARED / 'transcripts' / path, encoding='utf-8-sig', errors='ignore')))


def corpora():
    """(trained, held): utterances by source, split by call so that no call is in both."""
    trained, held = {}, {}
    for source, file, keep in (('star', 'star', 300), ('icsi', 'icsi-meetings', 4), ('multidogo', 'multidogo-customers', 600)):
        all_calls = calls(file)
        held[source] = [text for _, texts in all_calls[:keep] for text in texts]
        trained[source] = [text for id, texts in all_calls[keep:] if training_calls.ordinary(id) for text in texts]
    lines = training_calls.bothbosu()
    trained['bothbosu'] = [row['dialogue'] for i, row in enumerate(rows_of('bothbosu/multi_agent_conversation_train.csv')) if i in lines]
    held['bothbosu'] = [row['dialogue'] for row in rows_of('bothbosu/multi_agent_conversation_test.csv')]
    robocalls, ids = rows_of('robocalls-ftc.csv'), training_calls.robocalls()
    random.shuffle(robocalls)
    held['robocalls'] = [row['transcript'] for row in robocalls[:20]]
    trained['robocalls'] = [row['transcript'] for row in robocalls[20:] if row['id'].split('.')[0] in ids] * 4   # four different cuts of each
    return trained, held


def pieces(utterances, limits=SHORT, joined_on=.35):
    """Cut utterances into what is said in one breath: words up to a limit drawn from `limits`, sometimes across a sentence end."""
    for utterance in utterances:
        text = re.sub(r'\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|<[^>]*>', '', utterance or '')
        for part in ROLES.split(text):
            found = [s.strip() for s in re.split(r'(?<=[.?!;:])\s+|\n+', part) if 1 < len(s.strip()) < 400]
            while found:
                k = 1
                while k < min(3, len(found)) and random.random() < joined_on:
                    k += 1
                words = say(' '.join(found[:k]))
                found = found[k:]
                limit = random.choice(limits) if random.random() < .6 else max(16, *limits)
                while words:
                    n = limit if len(words) > limit + 2 else len(words)
                    yield words[:n]
                    words = words[n:]


def running_talk(utterances):
    """What is trained on: longer pieces, more often across sentence ends; the trainer cuts them up as the product does."""
    return pieces(utterances, LONG, .7)


def joined(words):
    return ' '.join(read for read, _ in words), ' '.join(heard for _, heard in words)


def spoken_numbers():
    digits = one_by_one(''.join(random.choice('0123456789') for _ in range(random.choice([3, 4, 4, 5, 6, 7, 8, 9, 10, 10]))))
    kind = random.randrange(5)
    if kind == 0:
        return digits
    if kind == 1:
        return random.choice(['the code is ', 'your reference number is ', 'call us back at ', 'the last four digits are ', "it's "]) + digits
    if kind == 2:
        n = random.choice([random.randrange(100), random.randrange(1000), random.randrange(100) * 100, random.randrange(20) * 1000])
        return cardinal(n) + ' ' + random.choice(['dollars', 'dollars', 'pounds', 'percent', 'euros'])
    if kind == 3:
        return random.choice(sentences.SLOTS['month']).lower() + ' ' + ordinal(random.randrange(1, 32)) + random.choice(
            ['', ' nineteen ' + cardinal(random.randrange(30, 100)), ' twenty twenty ' + random.choice(ONES[1:10])])
    return cardinal(random.randrange(1, 13)) + random.choice([" o'clock", ' thirty', ' fifteen', ' forty five', ' oh five']) + random.choice(
        [' in the morning', ' in the afternoon', ' tonight', '', ' tomorrow'])


def own(make, count, seen, shortest=1, held=()):
    """Sentences of our own, each once (short ones may come again), none with a held text in it; long ones are said in two breaths."""
    rows = []
    while len(rows) < count:
        words = say(make())
        if not words or not shortest <= len(words) <= 24:
            continue
        heard = joined(words)[1]
        if (heard in seen and (len(words) > 3 or random.random() < .7)) or heard in held:
            continue
        seen.add(heard)
        cut = random.randrange(6, len(words) - 5) if len(words) > 17 else len(words)
        rows += [('own', *joined(w)) for w in (words[:cut], words[cut:]) if w]
    return rows


def write(name, rows):
    random.shuffle(rows)
    (DATA / f'texts_{name}.tsv').write_text(''.join('\t'.join(r) + '\n' for r in rows))
    print(name, len(rows), 'texts, words each', round(sum(len(r[2].split()) for r in rows) / len(rows), 1))


def main():
    random.seed(SEED)
    DATA.mkdir(parents=True, exist_ok=True)
    trained, held = corpora()
    seen, held_rows = set(), []
    for source, utterances in held.items():
        cut = [w for w in pieces(utterances) if len(w) > 1]
        random.shuffle(cut)
        rows = list({joined(w)[1]: (source, *joined(w)) for w in cut}.values())[:HELD_EACH]
        seen.update(r[2] for r in rows)
        held_rows += rows
    write('held', held_rows)
    held_own = own(lambda: sentences.expand(random.choice(sentences.HELD)), OWN_HELD, seen, 3)
    write('held_own', held_own)
    held_inside = overlap.Containing([r[2] for r in held_rows + held_own], SHORTEST_HELD)

    counts, rows, cut = collections.Counter(), [], {}
    for source, utterances in trained.items():
        cut[source] = list(running_talk(utterances))
        random.shuffle(cut[source])
        counts.update(heard for words in cut[source] for _, heard in words)
    (DATA / 'wordcounts.json').write_text(json.dumps(counts.most_common(60000)))
    for source, all_pieces in cut.items():
        kept = []
        for words in all_pieces:
            read, heard = joined(words)
            rare = any(counts[w] < 2 for _, w in words)              # mostly misspellings
            if rare or (heard in seen and (len(words) > 2 or random.random() < .85)) or heard in held_inside:
                continue
            seen.add(heard)
            kept.append((source, read, heard))
            if len(kept) == WANTED[source]:
                break
        rows += kept
    rows += [('numbers', t, t) for t in (spoken_numbers() for _ in range(NUMBERS)) if t not in held_inside]
    common = [w for w, c in counts.most_common(9000) if c >= 4 and len(w) > 1]
    loose = [' '.join(random.choices(common, k=random.choice([1, 1, 2, 3, 4]))) for _ in range(LOOSE_WORDS)]
    write('corpora', rows + [('words', t, t) for t in loose if t not in held_inside])
    write('own', own(sentences.sentence, OWN, seen, held=held_inside))


if __name__ == '__main__':
    main()
