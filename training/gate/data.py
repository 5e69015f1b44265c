"""Calls from .cache/text, encoded once and kept beside the data until the data, the lexicon or the features change."""
from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import sys
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from features import Encoded, encode
from lexicon import Lexicon

sys.path.insert(0, str(Path(__file__).parents[1] / "text"))
from splitting import part_of  # noqa: E402

ROOT = Path(__file__).parents[2]
WORKERS = 2
TEXT = ROOT / ".cache/text"
LEXICON = ROOT / "src/detection/lexicon.json"
FINGERPRINTED = [LEXICON, ROOT / "src/detection/concepts.json"] + [Path(__file__).parent / name for name in ("features.py", "lexicon.py", "normalise.py")]


def calls(split: str) -> list[dict]:
    with gzip.open(TEXT / f"{split}.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


KEPT = {"multidogo": .25, "star": .5}


def kept(call: dict) -> bool:
    """Short task talk is much alike: a part of it teaches as much. What was heard is rare, and stays."""
    return call["rendering"] == "heard" or part_of(call["id"] + "k", 0, KEPT.get(call["source"], 1)) == "test"


def signal_turns(call: dict) -> list[int]:
    return [i for i, t in enumerate(call["turns"]) if t.get("signals")] if call["label"] == "scam" else []


@cache
def lexicon() -> Lexicon:
    return Lexicon(LEXICON)


def encode_turns(turns: list[dict]) -> Encoded:
    return encode(turns, lexicon())


def encoded(split: str) -> tuple[list[dict], list[Encoded]]:
    """Calls without their text, and their arrays. Only calls that were never encoded with these features are."""
    read = [call for call in calls(split) if split != "train" or kept(call)]
    rows = [{k: v for k, v in call.items() if k != "turns"} | {"signalTurns": signal_turns(call)} for call in read]
    fingerprint = hashlib.sha256(b"".join(p.read_bytes() for p in FINGERPRINTED)).hexdigest()[:16]
    cache = ROOT / f".cache/gate/{split}-{fingerprint}.pickle"
    known: dict[str, Encoded] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    keys = [hashlib.sha1(json.dumps([[t["party"], t["text"]] for t in call["turns"]]).encode()).hexdigest() for call in read]
    missing = {key: call["turns"] for key, call in zip(keys, read) if key not in known}
    if missing:
        with Pool(WORKERS) as pool:
            known = {k: known[k] for k in keys if k in known} | dict(zip(missing, pool.map(encode_turns, missing.values(), chunksize=100)))
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps(known, protocol=5))
    return rows, [known[key] for key in keys]
