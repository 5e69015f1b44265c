"""What is done to the log-mel of a clip, new every time it is seen: tempo, throat, colour and line."""
import random

import numpy as np

import mel

EVERY = 40                                               # frames between two draws of the tempo
HZ_KNOTS = np.array([0, 400, 900, 1600, 2600, 4000, 8000])


def tempo(log, fastest):
    """Another tempo, and not the same one throughout: people hurry over some words and dwell on others."""
    knots = max(2, len(log) // EVERY + 2)
    rates = random.uniform(.86, fastest) * np.exp(np.random.randn(knots) * .13)
    at = np.cumsum(np.interp(np.arange(0, len(log) * 2), np.arange(knots) * EVERY, rates))
    at = at[at < len(log) - 1]
    i = at.astype(int)
    w = (at - i)[:, None].astype(np.float32)
    return log[i] * (1 - w) + log[i + 1] * w


def throat(log, reach):
    """Stretch the frequency axis as a longer or shorter vocal tract does, and a little more here than there, as tracts differ in shape."""
    hz = mel.band_hz()
    factor = random.uniform(1 - reach, 1 + reach) + np.interp(hz, HZ_KNOTS, np.random.randn(len(HZ_KNOTS)) * reach * .25)
    at = np.maximum.accumulate(np.interp(hz * factor, hz, np.arange(mel.BANDS)))
    i = at.astype(int)
    w = (at - i).astype(np.float32)
    return log[:, i] * (1 - w) + log[:, np.minimum(i + 1, mel.BANDS - 1)] * w


def colour():
    """Voices, microphones and handsets colour differently: smooth log10 gains, about 3 dB."""
    return np.interp(mel.band_hz(), HZ_KNOTS, np.random.randn(len(HZ_KNOTS)) * .3).astype(np.float32)


def line_gain():
    """A telephone band as log10 gains: two slopes, and a tilt."""
    hz = mel.band_hz()
    low, high = random.uniform(120, 380), random.uniform(3100, 3900)
    gain = -np.log10(1 + (low / hz) ** (2 * random.uniform(1, 4))) - np.log10(1 + (hz / high) ** (2 * random.uniform(4, 14)))
    return (gain + random.gauss(0, .15) * np.log2(hz / 1000)).astype(np.float32)


def masked(features):
    """SpecAugment: two bands and some times are set to the mean."""
    mean = features.mean()
    for _ in range(2):
        width = random.randrange(13)
        at = random.randrange(mel.BANDS - width)
        features[:, at:at + width] = mean
    for _ in range(1 + len(features) // 300):
        width = random.randrange(22)
        at = random.randrange(max(1, len(features) - width))
        features[at:at + width] = mean
