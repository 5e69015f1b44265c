"""From pieces of speech to batches: change, mix, pad. All changes here are made to mel power, cheap enough to be new every time."""
import collections
import queue
import random
import threading

import numpy as np
import torch

import changes
import mel
import sounds
from clips import FRAMES_PER_PHONE

NOTHING_SAID = .11                                       # share of clips with an empty target
FRESH_SOUND_EVERY = 120                                  # samples; a bank that stayed the same could be learnt by heart

KINDS = (*sounds.KINDS, 'music', 'music')                # music thrice: it is what words are most often heard in
BANK = 16 * len(KINDS)                                   # sounds at a time, of the kinds in turn

Sample = collections.namedtuple('Sample', 'features units phones')
Batch = collections.namedtuple('Batch', 'features tokens targets phones phone_counts frames')


def sound_of(turn, rng):
    """A background as mel power of mean 1, its kind by turns."""
    power = mel.power(sounds.sound(KINDS[turn % len(KINDS)], rng))
    return power / power.mean()


def silence(frames):
    return np.full((frames, mel.BANDS), mel.FLOOR, np.float32)


class Mixer:
    """Makes samples. Options: real (share of real speech), voice, noise, mask (SpecAugment), longest (frames).

    `changed` says how much of the shares of made-up voices and masks is in force; the trainer lowers it towards the end.
    """

    def __init__(self, store, options, seed):
        self.store, self.o, self.changed = store, options, 1.
        self.rng, self.made = np.random.default_rng(seed), 0
        self.bank = [sound_of(i, self.rng) for i in range(BANK)]

    def speech(self, longest):
        """(mel power, units, phones, went through a telephone)"""
        log, words, kind = self.store.piece(self.o.real, longest)
        units, phones = self.store.spelled(words)
        wide = kind == 'wide'
        if random.random() < .6 and len(log) > 20:
            slack = len(log) / (FRAMES_PER_PHONE * len(phones) + 4)               # a hurried clip must still hold its text
            log = changes.tempo(log, max(.9, min(1.25, slack * .9)))
        if random.random() < .6:
            log = changes.throat(log, .18 if wide else .1)
        if random.random() < self.o.voice * self.changed:
            log = changes.voice(log, random.uniform(0, .6))
        if random.random() < .5:
            log = log + changes.colour()
        power = 10. ** log
        if random.random() < .3:
            power = changes.room(power)
        if not wide or random.random() > .75:
            return power, units, phones, not wide
        power = power * 10. ** changes.line_gain()
        below_4k = mel.band_hz() < 4000                  # nothing above, and a floor as codecs leave it
        power = power * below_4k + mel.FLOOR
        return power + below_4k * power.mean(1, keepdims=True) * 10 ** random.uniform(-4.5, -3.2), units, phones, True

    def sound(self, shape):
        sound = random.choice(self.bank)
        return np.resize(np.roll(sound, -random.randrange(len(sound)), 0), shape)

    def background(self, shape):
        """(power of mean about 1, how close it may come to the speech in decibels): other people, or a sound."""
        if random.random() > .25 or not self.store.clips['synthetic']:
            return self.sound(shape), 3
        power = silence(shape[0])
        for _ in range(random.choice([1, 3, 4, 5])):
            other = random.choice(self.store.clips['synthetic'])
            babble = 10. ** np.asarray(other.mel[other.start:other.end], np.float32)
            power += np.resize(babble, shape) / babble.mean()
        return power, 8

    def nothing(self):
        power = silence(random.randrange(40, self.o.longest))
        begins = random.randrange(len(power) - 20) if random.random() < .4 else 0        # held music and tones begin at once
        if random.random() < .9:
            power[begins:] += self.sound(power[begins:].shape) * 10 ** random.uniform(-6, -1)
        if random.random() < .7:
            power = power * 10 ** changes.line_gain()
        return Sample(mel.normalised(power), [], [])

    def freshen(self):
        """One sound of the bank after the other gives way to a new one of its kind."""
        self.made += 1
        if self.made % FRESH_SOUND_EVERY == 0:
            turn = self.made // FRESH_SOUND_EVERY % BANK
            self.bank[turn] = sound_of(turn, self.rng)

    def sample(self):
        self.freshen()
        if random.random() < NOTHING_SAID:
            return self.nothing()
        longest = self.o.longest
        power, units, phones, telephone = self.speech(longest)
        if random.random() < .15 and len(power) < longest * .6:      # two utterances in one chunk
            after, more_units, more_phones, _ = self.speech(max(120, longest - len(power) - 20))
            after = after * (power.mean() / after.mean()) * 10 ** random.uniform(-.5, .5)
            power = np.concatenate([power, silence(random.randrange(5, 60)), after])
            units, phones = units + more_units, phones + more_phones
        before, behind = (random.randrange(12), random.randrange(4, 25)) if random.random() < .6 else (random.randrange(60), random.randrange(90))
        clip = silence(before + len(power) + behind)
        clip[before:before + len(power)] += power
        if random.random() < self.o.noise:
            noise, lowest = self.background(clip.shape)
            if telephone:
                noise = noise * 10 ** changes.line_gain()
            clip += noise * (power.mean() / (noise.mean() + 1e-12)) * 10 ** (-random.uniform(lowest, 35) / 10)
        features = mel.normalised(clip)
        if random.random() < self.o.mask * self.changed:
            changes.masked(features)
        return Sample(features, units, phones)


def collate(samples, ear, token_noise):
    """Padded tensors. A share of the decoder's inputs is replaced at random, so that it listens and does not only guess on."""
    frames = (max(len(s.features) for s in samples) + 31) // 32 * 32
    length = max(len(s.units) for s in samples) + 2
    features = np.empty((len(samples), mel.BANDS, frames), np.float32)
    tokens = np.full((len(samples), length), ear.EOT, np.int64)
    targets = np.full((len(samples), length), -1, np.int64)
    for i, s in enumerate(samples):
        features[i] = s.features.min()
        features[i, :, :len(s.features)] = s.features.T
        if s.units:
            heard, label = [u if random.random() > token_noise else random.randrange(ear.nu) for u in s.units], s.units + [ear.EOT]
        else:
            heard, label = [ear.DOT], [ear.NOSP if random.random() < .7 else ear.DOT, ear.EOT]
        tokens[i, :2] = ear.SOT, ear.NOT
        tokens[i, 2:2 + len(heard)] = heard[:length - 2]
        targets[i, 1:1 + len(label)] = label[:length - 1]
    phones = [p for s in samples for p in s.phones]
    return Batch(torch.from_numpy(features), torch.from_numpy(tokens), torch.from_numpy(targets), torch.tensor(phones),
                 torch.tensor([len(s.phones) for s in samples]), sum(len(s.features) for s in samples))


class Batches:
    """Batches of about `frames` frames, made ahead by threads; clips of like length go together."""

    def __init__(self, store, ear, options, seed):
        random.seed(seed)
        self.mixer, self.ear, self.o, self.ready = Mixer(store, options, seed), ear, options, queue.Queue(12)
        for _ in range(options.loaders):
            threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        while True:
            pool = sorted((self.mixer.sample() for _ in range(max(48, 6 * self.o.frames // 300))), key=lambda s: len(s.features))
            batches = [[]]
            for s in pool:
                if batches[-1] and len(s.features) * (len(batches[-1]) + 1) > self.o.frames:
                    batches.append([])
                batches[-1].append(s)
            random.shuffle(batches)
            for b in batches:
                self.ready.put(collate(b, self.ear, self.o.token_noise))

    def next(self):
        return self.ready.get()
