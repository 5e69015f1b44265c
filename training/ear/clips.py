"""What was said, by whom and where in the shards; and pieces of it, cut as the product cuts running talk."""
import collections
import json
import random

import numpy as np

from paths import DATA, SHARDS

LONGEST = 1400                                           # frames of a clip that is kept at all
CUT = .6                                                 # share of clips of which only a piece is heard
SHORTEST_CUT, LONGEST_CUT = 60, 300                      # frames: the product's chunks end between pauses and its longest chunk
HALF_WORD = .35                                          # share of cuts with part of a word beside them that is not to be heard
PATCHED = .5                                             # share of real speech that is put together from other sentences of its speaker
WORDS_OF_A_PATCH = (1, 1, 2, 2, 3, 4)
FRAMES_PER_PHONE = 2.6                                   # shorter clips cannot hold their text: a synthesiser stumbled

Clip = collections.namedtuple('Clip', 'mel start end words bounds kind voice')
Piece = collections.namedtuple('Piece', 'log words kind')


class Store:
    """All clips of all aligned shards; `refresh` picks up those that were made since."""

    def __init__(self, units):
        self.units, self.known, self.hours = units, set(), 0.
        self.phones = json.load(open(DATA / 'phones.json'))
        self.clips = {'synthetic': [], 'real': []}
        self.sources, self.unaligned = collections.Counter(), 0        # clips by what was spoken; shards that align.py has not seen
        self.sayings = collections.defaultdict(list)     # of real people, by speaker and kind: clips whose words were found
        self.refresh()

    def spelled(self, words):
        """(units, phones) of some words."""
        return self.units.encode(' '.join(words)), [p for w in words for p in self.phones['lex'].get(w, [])]

    def refresh(self):
        self.unaligned = 0
        for path in sorted(SHARDS.glob('*.json')):
            aligned = path.with_suffix('.words')
            if not aligned.exists():
                self.unaligned += 1
                continue
            if path in self.known:
                continue
            self.known.add(path)
            book = json.load(open(path))
            power = np.load(path.with_suffix('.mel.npy'), mmap_mode='r')
            group = 'real' if path.name.startswith('real') else 'synthetic'
            self.hours += book['off'][-1] / 360000
            for start, end, meta, bounds in zip(book['off'], book['off'][1:], book['meta'], json.load(open(aligned))):
                clip = Clip(power, start, end, meta['text'].split(), bounds, meta['kind'], meta['voice'])
                units, phones = self.spelled(clip.words)
                if 0 < len(units) < 150 and FRAMES_PER_PHONE * len(phones) + 4 < end - start < LONGEST:
                    self.clips[group].append(clip)
                    self.sources[path.stem.rsplit('_', 1)[0]] += 1
                    if group == 'real' and bounds:
                        self.sayings[clip.voice, clip.kind].append(clip)

    def piece(self, real, longest):
        """Something to hear: of real people in a share `real` of all cases."""
        use_real = bool(self.clips['real']) and (random.random() < real or not self.clips['synthetic'])
        clip = self.fitting(self.clips['real' if use_real else 'synthetic'], longest)
        if use_real and clip.bounds and random.random() < PATCHED:
            return patched(self.sayings[clip.voice, clip.kind], longest)
        return cut(clip, longest)

    @staticmethod
    def fitting(clips, longest):
        for _ in range(50):
            clip = random.choice(clips)
            if clip.bounds or clip.end - clip.start <= longest:
                break
        return clip


def frames(clip, start, end, words):
    return Piece(np.asarray(clip.mel[clip.start + max(0, start):min(clip.end, clip.start + end)], np.float32), words, clip.kind)


def cut(clip, longest):
    """A piece of a clip, as the product cuts running talk; the whole where words were not found."""
    whole = clip.end - clip.start
    if not clip.bounds or (whole <= longest and random.random() > CUT):
        return frames(clip, 0, whole, clip.words)
    at, wanted = clip.bounds, random.uniform(SHORTEST_CUT, min(longest, LONGEST_CUT if random.random() < .7 else longest))
    first = last = random.randrange(len(clip.words))
    while last < len(clip.words) and (last == first or at[last + 1] - at[first] <= wanted):
        last += 1
    start, end = at[first] + random.randrange(-3, 4), at[last] + random.randrange(-3, 4)
    if random.random() < HALF_WORD and first > 0:
        start -= int((at[first] - at[first - 1]) * random.uniform(0, .5))
    if random.random() < HALF_WORD and last < len(clip.words):
        end += int((at[last + 1] - at[last]) * random.uniform(0, .5))
    return frames(clip, start, max(end, start + 8), clip.words[first:last])


def patched(clips, longest):
    """Words out of several sentences of one speaker, one after the other: few real sentences are soon known by heart, their words are not."""
    wanted, parts, words, length = random.uniform(SHORTEST_CUT, longest), [], [], 0
    while True:
        clip = random.choice(clips)
        first = random.randrange(len(clip.words))
        last = min(len(clip.words), first + random.choice(WORDS_OF_A_PATCH))
        start, end = clip.bounds[first] + random.randrange(-3, 4), clip.bounds[last] + random.randrange(-3, 4)
        part = frames(clip, start, max(end, start + 8), clip.words[first:last])
        length += len(part.log)
        if parts and length > wanted:
            return Piece(np.concatenate(parts), words, clip.kind)
        parts.append(part.log)
        words = words + part.words
