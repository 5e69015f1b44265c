#!/usr/bin/env python3
"""Build the labelled calls of this folder from scripts/: WAV files, manifest.jsonl and noise/. See README.md."""

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np

from studio.labels import Taxonomy, check, origin, row
from studio.mulaw import write_mulaw_wav
from studio.sounds import RECORDINGS
from studio.telephone import connect
from studio.timeline import lay_out
from studio.voices import speak

HERE = Path(__file__).resolve().parent
TAXONOMY = HERE.parent / "src" / "detection" / "taxonomy.json"
PROGRAMS = {"flite": "flite", "espeak-ng": "espeak-ng", "festival": "festival festvox-kdlpc16k festvox-us-slt-hts"}
NOISE_SECONDS = 30


def seeded(name: str) -> np.random.Generator:
    """The random numbers of one recording: its name is the seed, so that a new call changes no other."""
    return np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))


def build_call(script: dict, target: Path, taxonomy: Taxonomy) -> dict:
    """Record one scripted call into `target`; returns its manifest row."""
    check(script, taxonomy)
    rng = seeded(script["id"])
    voices = script["voices"]
    spoken = [speak(t.get("say", t["text"]), voices[t["party"]], HERE / ".cache") for t in script["turns"]]
    placed, duration_ms = lay_out(script["turns"], spoken, rng)
    levels = {party: voice["levelDbfs"] for party, voice in voices.items()}
    audio = f"{script['id']}.wav"
    write_mulaw_wav(target / audio, connect(placed, duration_ms, levels, rng))
    made = row(script, placed, audio, taxonomy)
    cue = f", first ask at {made['extractionCueMs'] / 1000:.1f} s" if "extractionCueMs" in made else ""
    print(f"{script['id']}: {duration_ms / 1000:.1f} s{cue}")
    return made


def build_noise(target: Path) -> list[dict]:
    """Record the sounds without words into `target`; returns their manifest rows."""
    target.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, sound in RECORDINGS.items():
        rng = seeded(name)
        write_mulaw_wav(target / f"{name}.wav", [sound(NOISE_SECONDS, rng)])
        named = {"id": f"noise-{name}", "label": "legitimate", "category": "noise"}
        rows.append({**named, **origin(), "audio": f"{name}.wav", "turns": []})
    return rows


def write_manifest(path: Path, rows: list[dict]) -> None:
    """One JSON row a line."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))


def main() -> int:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE, help="build elsewhere, to compare")
    target = parser.parse_args().into
    if missing := [packages for program, packages in PROGRAMS.items() if shutil.which(program) is None]:
        print(f"Programs are missing; run: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    taxonomy = Taxonomy(TAXONOMY)
    target.mkdir(parents=True, exist_ok=True)
    scripts = [json.loads(path.read_text()) for path in sorted((HERE / "scripts").glob("*.json"))]
    write_manifest(target / "manifest.jsonl", [build_call(script, target, taxonomy) for script in scripts])
    write_manifest(target / "noise" / "manifest.jsonl", build_noise(target / "noise"))
    megabytes = sum(f.stat().st_size for f in target.rglob("*.wav")) / 1e6
    print(f"{len(scripts)} calls and {len(RECORDINGS)} noises, {megabytes:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
