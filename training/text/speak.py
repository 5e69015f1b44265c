"""Speaks written calls over a made-up line, for an ear to hear: what it really makes of them is better noise than any that is drawn.

    nice -n 10 python training/text/speak.py train --calls 300      # .cache/heard/audio; about 20 times real time
    nice -n 10 node --import tsx training/text/hear.ts              # .cache/heard/heard.jsonl; audio that was heard is deleted
    python training/text/build.py --force                           # those calls once more, as they were heard

Needs flite, espeak-ng, numpy, scipy and soundfile. Only the voices and the line of training/ear; every party has one voice a call.
"""
from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "ear"))  # last: its other modules must not hide this folder's
from misheard import heard  # noqa: E402
from numbers_spoken import spoken  # noqa: E402
from splitting import rng_of  # noqa: E402
import telephone  # noqa: E402
import voices  # noqa: E402

RATE = 16000
WORDS = 170  # of a call that are spoken: the rest costs as much and teaches less
FLITE = ["flite slt", "flite rms", "flite awb", "flite kal16"]
# How many of each kind: scams and what is mistaken for them first.
KINDS = {"generated scam": .34, "generated legitimate hard": .3, "generated legitimate": .06, "robocalls-ftc scam": .04, "bothbosu scam": .03,
         "bothbosu legitimate": .03, "star legitimate": .12, "icsi legitimate": .05, "multidogo legitimate": .03}


def kind_of(call: dict) -> str:
    return f"{call['source']} {call['label']}" + (" hard" if call.get("hardNegative") else "")


def chosen(split: str, count: int, folder: Path) -> list[dict]:
    """Clean calls, each kind with its share, a scenario never twice before every one was taken once."""
    with gzip.open(folder / f"{split}.jsonl.gz", "rt") as file:
        rows = [row for row in map(json.loads, file) if row["rendering"] == "clean"]
    taken: list[dict] = []
    for kind, share in KINDS.items():
        mine = [row for row in rows if kind_of(row) == kind]
        rng_of("speak", split, kind).shuffle(mine)
        turn: dict[str, int] = {}
        order = []
        for row in mine:
            name = row.get("scenario") or row["id"]
            turn[name] = turn.get(name, 0) + 1
            order.append(turn[name])
        taken += [row for _, row in sorted(zip(order, mine), key=lambda pair: pair[0])][: round(count * share)]
    rng_of("speak", split).shuffle(taken)
    return taken


def voice_of(rng: random.Random) -> tuple[str, dict]:
    if rng.random() < .6:
        return rng.choice(FLITE), {"stretch": rng.uniform(.75, 1.1), "speed": rng.uniform(.88, 1.14)}
    return rng.choice(voices.ESPEAK), {"rate": rng.randint(150, 230), "pitch": rng.randrange(20, 80), "speed": rng.uniform(.9, 1.12)}


def say(text: str, voice: str, how: dict, wav: str) -> np.ndarray:
    """16 kHz samples, silence for what a synthesiser refuses."""
    if voice.startswith("flite"):
        line = ["flite", "-voice", voice.split()[1], "--setf", f"duration_stretch={how['stretch'] * how['speed']:.2f}", "-t", text, "-o", wav]
    else:
        line = ["espeak-ng", "-v", voice, "-s", str(int(how["rate"] / how["speed"])), "-p", str(how["pitch"]), "-w", wav, text]
    try:
        subprocess.run(line, timeout=60, **voices.QUIET)
        x, rate = sf.read(wav, dtype="float32")
        x = voices.trimmed(voices.at_16k(x[:, 0] if x.ndim > 1 else x, rate, how["speed"]))
        return x / (np.abs(x).max() + 1e-9) * .9
    except (subprocess.TimeoutExpired, RuntimeError, OSError, IndexError):
        return np.zeros(RATE // 2, np.float32)


def speak(call: dict, out: Path, folder: str) -> None:
    rng = rng_of("voice", call["id"])
    random.seed(call["id"])
    np.random.seed(rng.randrange(2**31))
    cast: dict[str, tuple[str, dict]] = {}
    tracks: dict[str, list[tuple[int, np.ndarray]]] = {}
    at, said, turns = RATE // 4, 0, []
    for turn in call["turns"]:
        text = spoken(turn["text"], rng)
        voice, how = cast.setdefault(turn["party"], voice_of(rng))
        if turn["party"] == "mixed" and rng.random() < .4:  # whoever speaks there, it is seldom the same person for long
            voice, how = cast["mixed"] = voice_of(rng)
        x = say(text, voice, how, f"{folder}/turn.wav") if text else np.zeros(0, np.float32)
        tracks.setdefault(turn["party"], []).append((at, x))
        turns.append({"party": turn["party"], "said": text, "startMs": at * 1000 // RATE, "endMs": (at + len(x)) * 1000 // RATE})
        at += len(x) + int(RATE * rng.uniform(.15, .7))
        said += len(text.split())
        if said > WORDS:
            break
    for party, spans in tracks.items():
        whole = np.zeros(at + RATE // 2, np.float32)
        for start, x in spans:
            whole[start:start + len(x)] += x
        line = telephone.call(whole)[: len(whole)]
        (np.clip(line, -1, 1) * 32767).astype("<i2").tofile(out / f"{call['id']}.{party}.pcm")
    spoken_part = {key: value for key, value in call.items() if not (key.endswith("CueTurn") and value >= len(turns))}
    (out / f"{call['id']}.part").write_text(json.dumps({"call": {**spoken_part, "turns": call["turns"][:len(turns)]}, "spans": turns}))
    (out / f"{call['id']}.part").rename(out / f"{call['id']}.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", choices=["train", "dev", "test"])
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--data", type=Path, default=HERE / "../../.cache/text")
    parser.add_argument("--out", type=Path, default=HERE / "../../.cache/heard")
    args = parser.parse_args()
    audio = args.out / "audio"
    audio.mkdir(parents=True, exist_ok=True)
    known = {row["id"].removesuffix("-heard") for row in heard(args.out / "heard.jsonl")}
    with tempfile.TemporaryDirectory() as folder:
        for call in chosen(args.split, args.calls, args.data):
            if call["id"] not in known and not (audio / f"{call['id']}.json").exists():
                speak(call, audio, folder)


if __name__ == "__main__":
    main()
