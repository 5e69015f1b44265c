"""Whisper's log-mel, in numpy. The filters are those in the header of a whisper.cpp model file (seed/ggml-header.bin)."""
import functools
import struct

import numpy as np

from paths import GGML_HEADER

RATE, HOP, WINDOW, BANDS = 16000, 160, 400, 80
FLOOR = 1e-10
HANN = np.hanning(WINDOW + 1)[:WINDOW].astype(np.float32)


@functools.cache
def ggml_header():
    """(filters 80x201, bytes of the filter block, GPT-2 tokens, bytes of the vocabulary block)."""
    data = GGML_HEADER.read_bytes()
    at = 48                                            # magic and 11 hyperparameters come first
    bands, bins = struct.unpack_from('<2i', data, at)
    end = at + 8 + bands * bins * 4
    filters = np.frombuffer(data, np.float32, bands * bins, at + 8).reshape(bands, bins).copy()
    count, = struct.unpack_from('<i', data, end)
    tokens, p = [], end + 4
    for _ in range(count):
        n, = struct.unpack_from('<i', data, p)
        tokens.append(data[p + 4:p + 4 + n])
        p += 4 + n
    return filters, data[at:end], tokens, data[end:p]


@functools.cache
def filters():
    return ggml_header()[0].T.copy()


@functools.cache
def band_hz():
    """Centre frequency of every mel band."""
    f = filters()
    return (f * np.linspace(0, RATE / 2, WINDOW // 2 + 1)[:, None]).sum(0) / f.sum(0)


def power(x):
    """Samples in [-1, 1] at 16 kHz to mel power (frames, 80), centred frames with reflected edges as OpenAI's."""
    x = np.asarray(x, np.float32)
    n = len(x) // HOP
    if n < 1:
        return np.full((1, BANDS), FLOOR, np.float32)
    padded = np.pad(x, (200, 240), mode='reflect' if len(x) > 300 else 'constant')
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:n]
    s = np.fft.rfft(frames * HANN, axis=1)
    return (s.real ** 2 + s.imag ** 2).astype(np.float32) @ filters()


def normalised(p):
    """Mel power to what the model sees: log10, at most 80 dB below the loudest, scaled."""
    log = np.log10(np.maximum(p, FLOOR))
    return ((np.maximum(log, log.max() - 8.0) + 4.0) / 4.0).astype(np.float32)


def features(x, tail=30):
    """A whole clip as the exported graph sees it: the log-mel and `tail` frames of floor after it.

    Not quite as in training, where their number varies and there is often noise over them (data.py)."""
    return normalised(np.concatenate([power(x), np.full((tail, BANDS), FLOOR, np.float32)]))
