"""Checkpoint to models/judge-en: F16 under .cache/judge, Q8_0 (or --kind) shipped, card.json with digests and figures."""
from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from calls import CACHE, ROOT, VOCABULARY
from licences import TRAINED_ON
from quantise import quantise
from vocabulary import LEGITIMATE, SCAM, UNCERTAIN
from weights import load, write_gguf

CONTEXT = 768  # tokens of talk seen in training, the question included


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=CACHE / "run/last.pt")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--version", required=True, help="of the model, as its card names it")
    parser.add_argument("--kind", default="q8_0")
    parser.add_argument("--out", type=Path, default=ROOT / "models/judge-en")
    parser.add_argument("--figures", type=Path, default=CACHE / "figures.json", help="written by evaluate.py; kept out of the card when missing")
    args = parser.parse_args()

    model, said = load(args.checkpoint)
    earlier = said["earlier"]
    work = CACHE / "gguf"
    work.mkdir(parents=True, exist_ok=True)
    args.out.mkdir(parents=True, exist_ok=True)
    whole = work / "judge-en.f16.gguf"
    write_gguf(model, args.vocabulary, whole, "judge-en", CONTEXT)
    for kind in ("q8_0", "q4_k_m"):
        quantise(whole, work / f"judge-en.{kind}.gguf", kind)
    shipped = args.out / "judge-en.gguf"
    shipped.write_bytes((work / f"judge-en.{args.kind}.gguf").read_bytes())
    digest = hashlib.sha256(shipped.read_bytes()).hexdigest()
    figures = json.loads(args.figures.read_text())["summary"] if args.figures.exists() else {}
    card = {
        "name": "judge-en", "kind": "judge", "version": args.version, "engine": "node-llama-cpp", "language": "en", "licence": "Apache-2.0",
        "template": "compact", "contextTokens": CONTEXT, "verdictTokens": {"scam": SCAM, "uncertain": UNCERTAIN, "legitimate": LEGITIMATE},
        "files": [{"path": shipped.name, "bytes": shipped.stat().st_size, "sha256": digest}],
        "about": {
            "architecture": "llama", "parameters": sum(p.numel() for p in model.parameters()), "shape": model.shape.json(), "quantisation": args.kind,
            "madeBy": "training/judge, from scratch, in several runs", "trainingSteps": earlier["steps"] + said["step"], "trainingMinutes": earlier["minutes"] + round(said["spent"] / 60), "trainedOn": TRAINED_ON,
            "figures": figures,
        },
    }
    (args.out / "card.json").write_text(json.dumps(card, indent=2) + "\n")
    print(f"step {said['step']}: {shipped.stat().st_size / 1e6:.1f} MB, sha256 {digest[:12]}")


if __name__ == "__main__":
    main()
