"""Pronunciations for the auxiliary CTC loss: word -> phone ids, from espeak-ng.

    python lexicon.py            # adds the words of data/texts_*.tsv and of the shards that phones.json lacks

The phone inventory is fixed once (it fixes the shape of the CTC head); only words are ever added.
"""
import glob
import json
import re
import subprocess

from paths import DATA, SEED_PHONES

# Words that are spelled out when spoken.
SPELLED = {w: ' '.join(w.upper()) for w in
           'irs fbi ssn atm otp cvv id usa uk ftc cia kyc sms upi'.split()}
# espeak-ng writes some phones in several ways; one spelling each is enough here.
SAME = {'I#': 'I', 'I2': 'I', 'a#': '@', 't#': 't', '@2': '@', 'O2': 'O', 't2': 't', 'u:': 'u', 'i:': 'i', 'A:': 'A',
        'O:': 'O', 'aa': 'a', '?': '', '@5': '@', 'aI3': 'aI', 'n-': 'n'}


def phones_of(line):
    """The phones of one line of `espeak-ng -x --sep=_` output, stress and length marks removed."""
    parts = re.split(r'[_ ]+', line)
    parts = [p if re.fullmatch(r'[a-zA-Z]:', p) else re.sub(r"[',%=|;:!\-]", '', p) for p in parts]
    return [q for q in (SAME.get(p, p) for p in parts) if q]


def espeak(words):
    """One pronunciation per word; every word is its own sentence so that no stress is shared."""
    spoken = '.\n\n'.join(SPELLED.get(w, w) for w in words) + '\n'
    out = subprocess.run(['espeak-ng', '-v', 'en-us', '-q', '-x', '--sep=_'], input=spoken, capture_output=True, text=True)
    lines = [line.strip() for line in out.stdout.split('\n') if line.strip()]
    if len(lines) == len(words):
        return lines
    if len(words) == 1:                      # a word that espeak-ng splits over several lines
        return [' '.join(lines)]
    half = len(words) // 2                   # lines and words fell out of step: look for the culprit by halves
    return espeak(words[:half]) + espeak(words[half:])


def wanted_words():
    """Every word that a text or a shard can ask for."""
    words = set()
    for path in glob.glob(f'{DATA}/texts_*.tsv'):
        for line in open(path):
            words.update(line.rstrip('\n').split('\t')[2].split())
    for path in glob.glob(f'{DATA}/shards/*.json'):
        for meta in json.load(open(path))['meta']:
            words.update(meta['text'].split())
    return {w for w in words if re.fullmatch("[a-z']+", w) and w.strip("'")}


def main():
    target = DATA / 'phones.json'
    book = json.load(open(target if target.exists() else SEED_PHONES))
    index = {p: i for i, p in enumerate(book['phones'])}
    new = sorted(wanted_words() - book['lex'].keys())
    for word, line in zip(new, espeak(new) if new else []):
        book['lex'][word] = [index[p] for p in phones_of(line) if p in index]
    part = target.with_suffix('.tmp')
    part.write_text(json.dumps(book))
    part.rename(target)
    print(f'{len(new)} words added, {len(book["lex"])} in all')


if __name__ == '__main__':
    main()
