"""A telephone line, in numpy: room, 300-3400 Hz, noise, babble, level, clipping, G.711 or GSM, lost packets."""
import io
import random

import numpy as np
import soundfile as sf
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

RATE = 8000
PACKET = 160                                             # 20 ms
OTHERS = []                                              # 8 kHz speech heard before, for babble behind the speaker


def coloured_noise(n):
    spectrum = np.fft.rfft(np.random.randn(n))
    k = np.arange(len(spectrum))
    k[0] = 1
    y = np.fft.irfft(spectrum / np.sqrt(k) ** random.choice([0, 1, 1, 2]), n)
    return (y / (y.std() + 1e-9)).astype(np.float32)


def mu_law(x):
    y = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log1p(255)
    y = np.round(y * 127.5) / 127.5
    return np.sign(y) * (256 ** np.abs(y) - 1) / 255


def a_law(x):
    a, size = 87.6, np.abs(x)
    log_a = 1 + np.log(a)
    y = np.where(size < 1 / a, a * size / log_a, (1 + np.log(np.maximum(a * size, 1e-9))) / log_a)
    y = np.round(y * 128) / 128
    return np.sign(x) * np.where(y < 1 / log_a, y * log_a / a, np.exp(np.minimum(y * log_a, log_a) - 1) / a)


def gsm(x):
    """GSM 06.10 full rate, there and back."""
    coded = io.BytesIO()
    sf.write(coded, np.clip(x, -1, 1), RATE, format='WAV', subtype='GSM610')
    coded.seek(0)
    y = sf.read(coded, dtype='float32')[0][:len(x)]
    return np.pad(y, (0, len(x) - len(y)))


def lose_packets(x, chance):
    """Lost packets come in bursts; the receiver repeats the last one more quietly, or plays silence."""
    x, in_burst = x.copy(), False
    for i in range(PACKET, len(x) - PACKET, PACKET):
        in_burst = random.random() < (.4 if in_burst else chance)
        if in_burst:
            x[i:i + PACKET] = x[i - PACKET:i] * (.7 if random.random() < .6 else 0)
    return x


def room(x, rate):
    n = int(rate * random.uniform(.05, .35))
    echo = np.random.randn(n) * np.exp(-np.arange(n) / (n / random.uniform(4, 8)))
    echo[0] = random.uniform(3, 12)                      # the direct sound
    return fftconvolve(x, echo / np.sqrt((echo ** 2).sum()))[:len(x) + n // 3].astype(np.float32)


def remember(x16):
    """Keep some clips, and mixtures of four, as babble for later calls."""
    x = resample_poly(x16, 1, 2).astype(np.float32)
    OTHERS.append(x / (x.std() + 1e-9))
    if len(OTHERS) > 6:
        OTHERS[random.randrange(len(OTHERS) - 1)] = sum(np.resize(o, 24000) for o in random.sample(OTHERS, 4))
    if len(OTHERS) > 30:
        OTHERS.pop(0)


def background(n):
    if OTHERS and random.random() < .35:
        other = random.choice(OTHERS)
        y = np.resize(np.roll(other, random.randrange(len(other))), n)
        return y / (y.std() + 1e-9)
    return coloured_noise(n)


def call(x):
    """16 kHz speech as it arrives over a call, at 16 kHz again. Every stage is drawn by chance."""
    if random.random() < .25:
        x = room(x, 16000)
    y = resample_poly(x, 1, 2).astype(np.float32)
    y /= np.abs(y).max() + 1e-9
    if random.random() < .8:
        band = butter(random.choice([1, 2, 2, 3, 4]), [random.uniform(120, 400), random.uniform(3000, 3700)], 'band', fs=RATE, output='sos')
        y = sosfilt(band, y).astype(np.float32)
    if random.random() < .3:                             # tilt of a handset
        y = np.append(y[0], y[1:] - random.uniform(-.6, .6) * y[:-1]).astype(np.float32)
    if random.random() < .6:
        y = y + background(len(y)) * (y.std() + 1e-9) * 10 ** (-random.uniform(4, 35) / 20)
    y = y / (np.abs(y).max() + 1e-9) * 10 ** (random.uniform(-24, 0) / 20)     # about -40 to -12 dBFS of speech level
    if random.random() < .08:
        y = np.clip(y * random.uniform(1.5, 4), -1, 1)
    codec = random.random()
    y = mu_law(y) if codec < .45 else a_law(y) if codec < .75 else gsm(y) if codec < .9 else y
    if random.random() < .12:
        y = lose_packets(y, random.uniform(.005, .06))
    return resample_poly(y, 2, 1).astype(np.float32)
