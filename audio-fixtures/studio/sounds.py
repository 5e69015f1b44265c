"""Sounds of the line without a word in them: ring-back, hold music, noise. A recogniser must stay silent on all."""

from collections.abc import Callable

import numpy as np
from scipy.signal import lfilter

from .mulaw import RATE_HZ
from .telephone import band_limit, gain, line_noise

# North American ring-back: 440 Hz and 480 Hz together, 2 s on, 4 s off.
RING_HZ = (440, 480)
RING_ON_S = 2
RING_PERIOD_S = 6
# A slow I-vi-IV-V in G, as semitones from A4; one arpeggio of eight notes a chord.
CHORDS = ((-14, -10, -7, -2), (-17, -14, -10, -5), (-21, -17, -14, -9), (-19, -15, -12, -7))
ARPEGGIO = (0, 1, 2, 3, 2, 1, 2, 1)
NOTE_S = 0.3


def ring_back(seconds: int, rng: np.random.Generator) -> np.ndarray:
    """The tone that a caller hears while the other phone rings."""
    time_s = np.arange(seconds * RATE_HZ) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * hz * time_s) for hz in RING_HZ) * gain(-22) / 2
    return tone * (time_s % RING_PERIOD_S < RING_ON_S) + line_noise(len(tone), -52, rng)


def _pluck(hz: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A plucked string after Karplus and Strong: a burst of noise in a loop that loses its highs."""
    period = round(RATE_HZ / hz)
    burst = np.zeros(round(seconds * RATE_HZ))
    burst[:period] = rng.uniform(-1, 1, period)
    loop = np.zeros(period + 2)
    loop[0], loop[period], loop[period + 1] = 1, -0.498, -0.498
    return lfilter([1], loop, burst)


def hold_music(seconds: int, rng: np.random.Generator) -> np.ndarray:
    """A guitar-like arpeggio that goes round and round, through the telephone band."""
    music = np.zeros((seconds + 3) * RATE_HZ)
    for index in range(int(seconds / NOTE_S)):
        chord = CHORDS[index // len(ARPEGGIO) % len(CHORDS)]
        string = chord[ARPEGGIO[index % len(ARPEGGIO)]]
        note = _pluck(440 * 2 ** (string / 12), 2.0, rng)
        at = round(index * NOTE_S * RATE_HZ)
        music[at : at + len(note)] += note * rng.uniform(0.7, 1)
    music = band_limit(music[: seconds * RATE_HZ])
    return music * gain(-24) / np.sqrt(np.mean(music**2)) + line_noise(len(music), -52, rng)


def bad_line(seconds: int, rng: np.random.Generator) -> np.ndarray:
    """Noise that swells and fades, with hum harmonics and some crackle."""
    length = seconds * RATE_HZ
    time_s = np.arange(length) / RATE_HZ
    swell = gain(6) ** np.sin(2 * np.pi * time_s / 11)
    hum = sum(np.sin(2 * np.pi * 60 * k * time_s + k) / k for k in (5, 6, 7, 9)) * gain(-40)
    crackle = np.where(rng.random(length) < 2 / RATE_HZ, rng.uniform(-0.4, 0.4, length), 0)
    return band_limit(line_noise(length, -38, rng) * swell + hum + crackle)


# The recordings of noise/, each one channel.
RECORDINGS: dict[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "ring-back": ring_back,
    "hold-music": hold_music,
    "line-noise": bad_line,
}
