"""Output units: pieces of words taken from the GPT-2 vocabulary, chosen once by choose_units.py (seed/units.json)."""
import json

from paths import UNITS

LONGEST = 15


def segment(word, cost):
    """The cheapest cut of a word into units (Viterbi over log probabilities); [] if it cannot be spelled."""
    best, back = [0.] + [-1e18] * len(word), [0] * (len(word) + 1)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST), end):
            p = cost.get(word[start:end])
            if p is not None and best[start] + p > best[end]:
                best[end], back[end] = best[start] + p, start
    if best[-1] < -1e17:
        return []
    cut, end = [], len(word)
    while end:
        cut.append(word[back[end]:end])
        end = back[end]
    return cut[::-1]


class Units:
    def __init__(self, path=UNITS):
        book = json.load(open(path))
        self.units, self.gpt2 = book['units'], book['ids']
        self.cost = dict(zip(self.units, book['lp']))
        self.index = {u: i for i, u in enumerate(self.units)}
        self.known = {}

    def word(self, w):
        if w not in self.known:
            self.known[w] = [self.index[u] for u in segment(' ' + w, self.cost)]
        return self.known[w]

    def encode(self, text):
        return [i for w in text.split() for i in self.word(w)]

    def decode(self, ids):
        return ''.join(self.units[i] for i in ids if i < len(self.units)).strip()
