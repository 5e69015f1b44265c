"""Choose the output units: unigram language model over data/wordcounts.json, pruned to N pieces that GPT-2 has.

    python choose_units.py 1000          # writes seed/units.json; only for an ear trained from nothing
"""
import collections
import json
import math
import sys

import mel
from paths import DATA, UNITS
from units import LONGEST, segment

LETTERS = set("abcdefghijklmnopqrstuvwxyz'")


def main():
    target = int(sys.argv[1])
    counts = {' ' + w: c ** .85 for w, c in json.load(open(DATA / 'wordcounts.json')) if c >= 2 and set(w) <= LETTERS}
    gpt2 = {}
    for i, token in enumerate(mel.ggml_header()[2][:50256]):
        text = token.decode('ascii', 'ignore')
        bare = text.removeprefix(' ')
        if bare and len(bare) < LONGEST and set(bare) <= LETTERS and text.encode() == token:
            gpt2[text] = i
    base = {u for u in gpt2 if len(u.strip()) == 1}      # letters stay, so every word can be spelled
    seen = collections.Counter()
    for word, c in counts.items():
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + LONGEST) + 1):
                if word[start:end] in gpt2:
                    seen[word[start:end]] += c * (end - start)
    units = {u for u, _ in seen.most_common(12000)} | base

    def costs():
        total = sum(seen[u] for u in units) + len(units)
        return {u: math.log((seen[u] + .1) / total) for u in units}

    cost = costs()
    while True:
        for _ in range(2):
            seen = collections.Counter()
            for word, c in counts.items():
                for u in segment(word, cost):
                    seen[u] += c
            cost = costs()
        if len(units) <= target:
            break
        losses = []
        for u in units - base:                           # what would spelling this unit with others cost?
            own = cost.pop(u)
            losses.append((seen[u] * (own - sum(cost[v] for v in segment(u, cost))), u))
            cost[u] = own
        losses.sort()
        drop = min(len(units) - target, max(1, int(len(losses) * .35)))
        units -= {u for _, u in losses[:drop]}
        cost = {u: cost[u] for u in units}
    ordered = sorted(units, key=gpt2.get)
    UNITS.write_text(json.dumps({'units': ordered, 'ids': [gpt2[u] for u in ordered], 'lp': [cost[u] for u in ordered]}))
    print(len(ordered), 'units')


if __name__ == '__main__':
    main()
