"""The telephone line: band, level, a little noise, sometimes the other party at a whisper behind."""

import numpy as np
from scipy.signal import butter, sosfiltfilt

from .mulaw import RATE_HZ
from .timeline import SAMPLES_PER_MS, Placed

# The classic voice band; the filter runs both ways, so that it moves no turn in time.
BAND_HZ = (300, 3400)
BAND = butter(3, BAND_HZ, "bandpass", fs=RATE_HZ, output="sos")
NOISE_DBFS = (-55.0, -45.0)
CROSSTALK_DB = -35.0
CROSSTALK_DELAY_MS = (25, 90)
# How often a call has crosstalk at all.
CROSSTALK_SHARE = 0.5
# One turn is a little louder than the next when a person moves the handset.
TURN_SPREAD_DB = 1.5
# Above this the handset's limiter bends the peaks, so that nothing clips.
LIMIT_FROM = 0.6
LIMIT_TO = 0.9


def gain(db: float) -> float:
    """Amplitude factor of a level in dB."""
    return 10 ** (db / 20)


def band_limit(samples: np.ndarray) -> np.ndarray:
    """Keep 300 to 3400 Hz."""
    return sosfiltfilt(BAND, samples)


def line_noise(length: int, level_dbfs: float, rng: np.random.Generator) -> np.ndarray:
    """Pinkish noise in the telephone band, `length` samples at `level_dbfs` RMS."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    noise = band_limit(np.fft.irfft(spectrum, length))
    return noise * gain(level_dbfs) / np.sqrt(np.mean(noise**2))


def limit(samples: np.ndarray) -> np.ndarray:
    """Bend peaks above LIMIT_FROM so that they stay below LIMIT_TO; anything softer passes unchanged."""
    over = np.abs(samples) - LIMIT_FROM
    room = LIMIT_TO - LIMIT_FROM
    bent = np.sign(samples) * (LIMIT_FROM + room * np.tanh(np.maximum(over, 0) / room))
    return np.where(over > 0, bent, samples)


def _voice_channel(turns: list[Placed], length: int, level_dbfs: float, rng: np.random.Generator) -> np.ndarray:
    channel = np.zeros(length)
    speaking = np.zeros(length, dtype=bool)
    for turn in turns:
        at = turn.start_ms * SAMPLES_PER_MS
        channel[at : at + len(turn.samples)] += turn.samples * gain(rng.uniform(-TURN_SPREAD_DB, TURN_SPREAD_DB))
        speaking[at : at + len(turn.samples)] = True
    channel = band_limit(channel)
    # The level is that of the speech itself; pauses between turns do not count.
    return limit(channel * gain(level_dbfs) / np.sqrt(np.mean(channel[speaking] ** 2)))


def connect(
    placed: list[Placed], duration_ms: int, levels_dbfs: dict[str, float], rng: np.random.Generator
) -> list[np.ndarray]:
    """Send placed turns through the line; returns the remote and the local channel, each `duration_ms` long."""
    length = duration_ms * SAMPLES_PER_MS
    parties = ("remote", "local")
    voices = [_voice_channel([t for t in placed if t.party == p], length, levels_dbfs[p], rng) for p in parties]
    crosstalk = gain(CROSSTALK_DB) if rng.random() < CROSSTALK_SHARE else 0.0
    channels = []
    for own, other in (voices, voices[::-1]):
        delay = int(rng.integers(*CROSSTALK_DELAY_MS)) * SAMPLES_PER_MS
        whisper = np.concatenate([np.zeros(delay), other[: length - delay]]) * crosstalk
        channels.append(own + whisper + line_noise(length, rng.uniform(*NOISE_DBFS), rng))
    return channels
