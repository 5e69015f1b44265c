"""G.711 mu-law WAV files (format tag 7): 8 kHz, 8 bits a sample."""

import os
import struct
from pathlib import Path

import numpy as np

RATE_HZ = 8000
WAVE_FORMAT_MULAW = 7
# ITU-T G.711 in 16-bit terms: the bias that lines the segments up, and the largest magnitude a code can hold.
BIAS = 132
CLIP = 32635


def encode_mulaw(samples: np.ndarray) -> np.ndarray:
    """Encode float samples in -1..1 (full scale 32768) as G.711 mu-law bytes of the same shape."""
    pcm = np.round(samples * 32768).astype(np.int32)
    magnitude = np.minimum(np.abs(pcm), CLIP) + BIAS
    # The segment is the place of the highest set bit above bit 7; frexp finds it without a loop.
    segment = np.frexp(magnitude.astype(np.float64))[1] - 8
    mantissa = (magnitude >> (segment + 3)) & 0x0F
    sign = np.where(pcm < 0, 0x80, 0)
    return (~(sign | (segment << 4) | mantissa) & 0xFF).astype(np.uint8)


def write_mulaw_wav(path: Path, channels: list[np.ndarray]) -> None:
    """Write equally long float channels as one mu-law WAV file; a half-written file never bears the real name."""
    data = encode_mulaw(np.stack(channels, axis=1)).tobytes()
    count = len(channels)
    frames = len(channels[0])
    fmt = struct.pack("<HHIIHHH", WAVE_FORMAT_MULAW, count, RATE_HZ, RATE_HZ * count, count, 8, 0)
    # Chunks are word-aligned; non-PCM formats also carry the frame count in a fact chunk.
    body = b"WAVE" + b"".join(
        struct.pack("<4sI", name, len(chunk)) + chunk + b"\0" * (len(chunk) % 2)
        for name, chunk in ((b"fmt ", fmt), (b"fact", struct.pack("<I", frames)), (b"data", data))
    )
    draft = path.with_suffix(".wav.part")
    draft.write_bytes(struct.pack("<4sI", b"RIFF", len(body)) + body)
    os.replace(draft, path)
