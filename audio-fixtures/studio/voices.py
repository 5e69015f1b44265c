"""Speech synthesis with Debian's free voices: flite, festival and espeak-ng, each called as a program."""

import hashlib
import json
import subprocess
import tempfile
import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from .mulaw import RATE_HZ

# espeak-ng's own default speed in words a minute, which a rate of 1.0 stands for.
ESPEAK_WORDS_PER_MINUTE = 175
# Samples this far below the loudest one count as silence when a turn is trimmed.
TRIM_BELOW = 10 ** (-40 / 20)
FADE_SAMPLES = RATE_HZ * 5 // 1000


def _flite(text: str, voice: dict, stretch: float, target: Path) -> list[str]:
    slower = f"duration_stretch={stretch:.4f}"
    return ["flite", "-voice", voice["voice"], "--setf", slower, "-t", text, "-o", str(target)]


def _espeak(text: str, voice: dict, stretch: float, target: Path) -> list[str]:
    words_per_minute = round(ESPEAK_WORDS_PER_MINUTE / stretch)
    return ["espeak-ng", "-v", voice["voice"], "-s", str(words_per_minute), "-w", str(target), text]


def _festival(text: str, voice: dict, stretch: float, target: Path) -> list[str]:
    quoted = text.replace("\\", "").replace('"', "'")
    return [
        "festival",
        "--batch",
        f"(voice_{voice['voice']})",
        f"(Parameter.set 'Duration_Stretch {stretch:.4f})",
        f'(utt.save.wave (utt.synth (Utterance Text "{quoted}")) "{target}" \'riff)',
    ]


ENGINES = {"flite": _flite, "espeak-ng": _espeak, "festival": _festival}


def speak(text: str, voice: dict, cache: Path) -> np.ndarray:
    """Say a text; 8 kHz float samples, trimmed to the speech, a whole number of ms long, at an RMS of 1.

    `voice` is {engine, voice, rate, pitch}: `rate` 1.1 speaks a tenth faster, `pitch` 1.05 moves pitch and formants
    up by 5 %. Results are kept in `cache`, so that an interrupted build goes on where it stopped.
    Raises CalledProcessError when the engine fails and FileNotFoundError when it is not installed.
    """
    wanted = {key: voice[key] for key in ("engine", "voice", "rate", "pitch")}
    key = hashlib.sha256(json.dumps([text, wanted], sort_keys=True).encode()).hexdigest()[:24]
    kept = cache / f"{key}.npy"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part.npy")
        np.save(draft, _synthesise(text, voice))
        draft.replace(kept)
    return np.load(kept)


def _synthesise(text: str, voice: dict) -> np.ndarray:
    # Playing the wave faster raises its pitch; the engine is asked to speak slower by as much to keep the rate.
    stretch = voice["pitch"] / voice["rate"]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "turn.wav"
        command = ENGINES[voice["engine"]](text, voice, stretch, target)
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        with wave.open(str(target)) as file:
            rate_hz = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    ratio = Fraction(RATE_HZ / (rate_hz * voice["pitch"])).limit_denominator(400)
    return _trim(resample_poly(samples, ratio.numerator, ratio.denominator))


def _trim(samples: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(samples) > TRIM_BELOW * np.abs(samples).max())
    speech = samples[loud[0] : loud[-1] + 1].copy()
    fade = np.linspace(0, 1, FADE_SAMPLES)
    speech[:FADE_SAMPLES] *= fade
    speech[-FADE_SAMPLES:] *= fade[::-1]
    speech = np.pad(speech, (0, -len(speech) % (RATE_HZ // 1000)))
    return (speech / np.sqrt(np.mean(speech**2))).astype(np.float32)
