"""Figures by call on dev and test: judge alone, gate alone, both; per slice; how early. Scores are kept, so a rerun is quick.

    python evaluate.py [--checkpoint .cache/judge/run/best.pt] [--limit 1500] [--out figures.json]
A call's score is its highest after any piece. Both: a weighted sum of the two logits after each piece, fitted on dev.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import pickle
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression

from calls import CACHE, ROOT, TEXT, VOCABULARY, read_calls
from gate_scores import gate_scores
from scoring import Scored, recall_at, score
from vocabulary import UNCERTAIN_AS_SCAM, Vocabulary
from weights import load
from windows import WindowMaker

LENGTH = 760
RATES = (.01, .001)


def scored_calls(split: str, args: argparse.Namespace) -> list[Scored]:
    """Judge's scores of a split from the cache, or asked now."""
    digest = hashlib.sha256(args.checkpoint.read_bytes() + (args.data / f"{split}.jsonl.gz").read_bytes() + f"{args.limit}/{UNCERTAIN_AS_SCAM}".encode()).hexdigest()[:12]
    cache = CACHE / f"scores/{split}-{digest}.pickle"
    if cache.exists():
        return pickle.loads(cache.read_bytes())
    calls = list(read_calls(split, args.data))
    if args.limit:
        Random(5).shuffle(calls)
        calls = calls[:args.limit]
    model, _ = load(args.checkpoint)
    found = score(model, WindowMaker(Vocabulary(args.vocabulary)), calls, LENGTH)
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_bytes(pickle.dumps(found))
    return found


def with_gate(scored: list[Scored], split: str, folder: Path) -> None:
    scores = gate_scores(split, folder)
    for s in scored:
        s.gates = scores[s.call.id][s.turns]


def fuse(dev: list[Scored]) -> np.ndarray:
    """Weights (judge, gate, bias): the mixture with the best mean recall at .1 to 1 % false positives on dev, then a
    logistic fit of its peaks, so that 0 means even odds among dev's calls."""
    label = np.array([s.call.scam for s in dev])

    def peaks(share: float) -> np.ndarray:
        return np.array([float((share * s.logits + (1 - share) * s.gates).max()) for s in dev])

    def quality(share: float) -> float:
        values = peaks(share)
        return float(np.mean([recall_at(values[label], values[~label], rate)[0] for rate in (.001, .002, .005, .01)]))

    share = max(np.linspace(0, 1, 21), key=quality)
    fit = LogisticRegression(C=10, class_weight="balanced").fit(peaks(share)[:, None], label)
    return np.array([share * fit.coef_[0, 0], (1 - share) * fit.coef_[0, 0], fit.intercept_[0]])


def recalls(scored: list[Scored], series: list[np.ndarray], peaks: np.ndarray) -> dict:
    """Recall overall, by slice and by category of generated scams, alarms by ordinary slice, and how early, at each rate."""
    label = np.array([s.call.scam for s in scored])
    out: dict = {}
    for rate in RATES:
        overall, threshold = recall_at(peaks[label], peaks[~label], rate)
        groups: dict[str, list[bool]] = defaultdict(list)
        first, before = [], []
        for s, values, peak in zip(scored, series, peaks):
            over = bool(peak > threshold)
            groups[s.call.slice].append(over)
            if s.call.scam:
                groups["scam " + ("clean" if s.call.rendering == "clean" else "with recognition errors" if float(s.call.rendering.rpartition("-")[2] or 0) > 0 else "recognised")].append(over)
                groups["scam " + ("one party" if len({t.party for t in s.call.turns}) == 1 else "two parties")].append(over)
                if s.call.source == "generated":
                    groups[f"scam category {s.call.category}"].append(over)
                hit = np.flatnonzero(values > threshold)
                if len(hit):
                    first.append(int(s.words[hit[0]]))
                    if s.call.extraction is not None:
                        before.append(int(s.turns[hit[0]]) < s.call.extraction)
                elif s.call.extraction is not None:
                    before.append(False)
        out[f"at {rate:.1%}"] = {
            "recall": round(overall, 4), "threshold": round(threshold, 3), "medianWordsToDetection": float(np.median(first)) if first else None,
            "shareBeforeExtraction": round(float(np.mean(before)), 3) if before else None,
            "slices": {name: [round(float(np.mean(hits)), 3), len(hits)] for name, hits in sorted(groups.items())},
        }
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=CACHE / "run/last.pt")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--data", type=Path, default=TEXT)
    parser.add_argument("--limit", type=int, default=0, help="calls per split, 0 for all")
    parser.add_argument("--out", type=Path, default=CACHE / "figures.json")
    parser.add_argument("--worst", type=int, default=8, help="ordinary calls with the highest scores, and missed scams, to print")
    args = parser.parse_args()
    dev, test = scored_calls("dev", args), scored_calls("test", args)
    gated = (ROOT / "models/gate-en/gate-en.json").exists()
    weights = None
    if gated:
        with_gate(dev, "dev", args.data)
        with_gate(test, "test", args.data)
        weights = fuse(dev)
    report: dict = {"calls": {"dev": len(dev), "test": len(test), "testScam": sum(s.call.scam for s in test)}}
    for name, part in (("dev", dev), ("test", test)):
        series = {"judge": [s.logits for s in part]}
        peaks = {"judge": np.array([s.peak for s in part]), "judge smoothed": np.array([s.smoothed() for s in part])}
        if weights is not None:
            series |= {"gate": [s.gates for s in part], "gate+judge": [weights[0] * s.logits + weights[1] * s.gates + weights[2] for s in part]}
            peaks |= {kind: np.array([v.max() for v in series[kind]]) for kind in ("gate", "gate+judge")}
        report[name] = {kind: recalls(part, series.get(kind, series["judge"]), values) for kind, values in peaks.items()}
    if weights is not None:
        report["fusion"] = dict(zip(("judge", "gate", "bias"), np.round(weights, 3).tolist()))
    report["summary"] = summary(report)
    args.out.write_text(json.dumps(report, indent=2) + "\n")
    show(report, test, weights, args.worst)


def summary(report: dict) -> dict:
    """The test figures that a card has room for."""
    out: dict = {
        "calls": report["calls"], "callScore": "highest after any piece; both: weighted sum fitted on dev",
        "notTheProduct": "the judge was asked after every piece of the calls counted here, and gate+judge has weights of its own; the product asks "
                         "when the gate wakes it and weighs by models/calibration-en.json: docs/evaluation-summary.md",
        "fusion": report.get("fusion"),
    }
    for kind, figures in report["test"].items():
        out[kind] = {f"recall {rate}": f["recall"] for rate, f in figures.items()}
        out[kind]["medianWordsToDetection at 0.1%"] = figures["at 0.1%"]["medianWordsToDetection"]
    slices = {kind: figures["at 0.1%"]["slices"] for kind, figures in report["test"].items() if kind in ("judge", "gate", "gate+judge")}
    out["recall at 0.1% by slice"] = {name: {kind: part[name][0] for kind, part in slices.items()} for name in slices["judge"] if name.startswith("scam") and "category" not in name}
    return out


def show(report: dict, test: list[Scored], weights: np.ndarray | None, worst: int) -> None:
    print(report["calls"], report.get("fusion", ""))
    for name in ("dev", "test"):
        for kind, figures in report[name].items():
            print(f"{name:5}{kind:16}", "  ".join(f"{rate}: {f['recall']:.3f} (words {f['medianWordsToDetection']}, before ask {f['shareBeforeExtraction']})" for rate, f in figures.items()))
    best = report["test"]["gate+judge" if weights is not None else "judge"]
    for slice_, (share, calls) in best["at 0.1%"]["slices"].items():
        others = " ".join(f"{kind} {figures['at 0.1%']['slices'][slice_][0]:.3f}" for kind, figures in report["test"].items())
        print(f"  {slice_:42}{calls:6}  {others}")

    def value(s: Scored) -> float:
        return s.peak if weights is None else float((weights[0] * s.logits + weights[1] * s.gates + weights[2]).max())

    ranked = sorted(test, key=value)
    for title, part in (("highest ordinary", [s for s in reversed(ranked) if not s.call.scam][:worst]), ("lowest scams", [s for s in ranked if s.call.scam][:worst])):
        print(title)
        for s in part:
            n = int(s.logits.argmax())
            said = " / ".join(f"{t.party[0]}: {' '.join(t.words)}" for t in s.call.turns if s.turns[n] - 3 <= t.index <= s.turns[n])
            print(f"  {value(s):6.2f} judge {s.peak:6.2f} {s.call.slice} {s.call.id} {s.call.category} {s.call.rendering}: {said[-260:]}")


if __name__ == "__main__":
    main()
