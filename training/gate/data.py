"""Calls from .cache/text, encoded once and kept beside the data until the data, the lexicon or the features change."""
from __future__ import annotations

import gzip
import hashlib
import json
import pickle
from pathlib import Path

from features import Encoded, encode
from lexicon import Lexicon

ROOT = Path(__file__).parents[2]
TEXT = ROOT / ".cache/text"
LEXICON = ROOT / "src/detection/lexicon.json"
FINGERPRINTED = [LEXICON] + [Path(__file__).parent / name for name in ("features.py", "lexicon.py", "normalise.py")]


def calls(split: str) -> list[dict]:
    with gzip.open(TEXT / f"{split}.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def encoded(split: str) -> tuple[list[dict], list[Encoded]]:
    """Calls without their text, and their arrays."""
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in [TEXT / f"{split}.jsonl.gz", *FINGERPRINTED])).hexdigest()[:16]
    cache = ROOT / f".cache/gate/{split}-{digest}.pickle"
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    lexicon, rows, arrays = Lexicon(LEXICON), [], []
    for call in calls(split):
        arrays.append(encode(call["turns"], lexicon))
        rows.append({k: v for k, v in call.items() if k != "turns"} | {"signalTurns": [i for i, t in enumerate(call["turns"]) if t.get("signals") and call["label"] == "scam"]})
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(pickle.dumps((rows, arrays), protocol=5))
    return rows, arrays
