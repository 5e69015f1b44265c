"""What is done to the log-mel of a clip, new every time it is seen: tempo, throat, voice, room, colour and line."""
import random

import numpy as np
from scipy.fft import dct, idct
from scipy.signal import lfilter

import mel

EVERY = 40                                               # frames between two draws of the tempo
HZ_KNOTS = np.array([0, 400, 900, 1600, 2600, 4000, 8000])
ENVELOPE = 14                                            # cepstra that hold the vocal tract; those above hold the harmonics
LOUD = 4                                                 # log10 of power below the loudest frame: what is still voice


def tempo(log, fastest):
    """Another tempo, and not the same one throughout: people hurry over some words and dwell on others."""
    knots = max(2, len(log) // EVERY + 2)
    rates = random.uniform(.86, fastest) * np.exp(np.random.randn(knots) * .13)
    at = np.cumsum(np.interp(np.arange(0, len(log) * 2), np.arange(knots) * EVERY, rates))
    at = at[at < len(log) - 1]
    i = at.astype(int)
    w = (at - i)[:, None].astype(np.float32)
    return log[i] * (1 - w) + log[i + 1] * w


def stretched(log, factor):
    """The frequency axis stretched: what was at `factor` times a band's frequency is moved to the band."""
    hz = mel.band_hz()
    at = np.maximum.accumulate(np.interp(hz * factor, hz, np.arange(mel.BANDS)))
    i = at.astype(int)
    w = (at - i).astype(np.float32)
    return log[:, i] * (1 - w) + log[:, np.minimum(i + 1, mel.BANDS - 1)] * w


def throat(log, reach):
    """A longer or shorter vocal tract, and a little more of it here than there, as tracts differ in shape."""
    uneven = np.interp(mel.band_hz(), HZ_KNOTS, np.random.randn(len(HZ_KNOTS)) * reach * .25)
    return stretched(log, random.uniform(1 - reach, 1 + reach) + uneven)


def voice(log, reach):
    """Another speaker: every sound's spectrum is moved by one affine map of the cepstra, drawn for the clip, and the pitch by itself.

    That speakers differ by about such a map is what maximum likelihood linear regression (Leggetter and Woodland 1995) adapts by;
    here it is run backwards. Energy (the first cepstrum) is left alone: it is the same for all.
    """
    cepstra = dct(log, norm='ortho', axis=1)
    detail = log - idct(cepstra[:, :ENVELOPE], n=mel.BANDS, norm='ortho', axis=1)
    loudness = log.mean(1)
    shape = cepstra[:, 1:ENVELOPE]
    said = shape[loudness > loudness.max() - LOUD]
    mean, spread = said.mean(0), said.std(0) + 1e-3
    moves = np.random.randn(ENVELOPE - 1, ENVELOPE - 1) * reach / np.sqrt(ENVELOPE - 1) * spread / spread[:, None]
    cepstra[:, 1:ENVELOPE] = shape * random.uniform(.85, 1.1) + (shape - mean) @ moves
    envelope = idct(cepstra[:, :ENVELOPE], n=mel.BANDS, norm='ortho', axis=1)
    return (envelope + stretched(detail, random.uniform(.7, 1.4)) * random.uniform(0, 1.1)).astype(np.float32)


def room(power):
    """The tail of a room: RT60 of .15 to .7 s, 2 to 15 dB below what comes straight."""
    fall = 10 ** (-6 * .01 / random.uniform(.15, .7))
    tail = lfilter([0, 1 - fall], [1, -fall], power, axis=0)
    return (power + tail * 10 ** random.uniform(-1.5, -.2)).astype(np.float32)


def colour():
    """Voices, microphones and handsets colour differently: smooth log10 gains, about 4 dB."""
    return np.interp(mel.band_hz(), HZ_KNOTS, np.random.randn(len(HZ_KNOTS)) * .4).astype(np.float32)


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
