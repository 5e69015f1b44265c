"""Figures by call: recall at a share of false positives, by slice."""
from __future__ import annotations

from collections import defaultdict

import numpy as np

REAL = ("icsi", "star", "multidogo")


def slice_of(row: dict) -> str:
    return f"{row['label']} {row['source']}" + (" hard" if row.get("hardNegative") else "")


def threshold_at(rows: list[dict], scores: np.ndarray, share: float) -> float:
    ordinary = np.sort(scores[[row["label"] != "scam" for row in rows]])[::-1]
    return float(ordinary[int(share * len(ordinary))])


def recall_at(rows: list[dict], scores: np.ndarray) -> list[str]:
    scam = np.array([row["label"] == "scam" for row in rows])
    return [f"recall at {share:.1%}: {(scores[scam] > threshold_at(rows, scores, share)).mean():.3f}" for share in (.01, .001)]


def report(rows: list[dict], scores: np.ndarray) -> dict[str, dict[str, float]]:
    """Prints a table: share of each slice's calls over the thresholds of 1 % and 0.1 % of all ordinary calls."""
    cuts = {share: threshold_at(rows, scores, share) for share in (.01, .001)}
    groups: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        groups[slice_of(row)].append(index)
        if row["label"] == "scam":
            groups["scam all"].append(index)
            if row["source"] == "generated":
                groups[f"scam generated {row['category']}"].append(index)
        elif row["source"] == "generated":
            groups[f"legitimate generated {row['category']}"].append(index)
    print(f"{'slice':48} calls  >1%   >0.1%  median  thresholds {cuts[.01]:.2f} {cuts[.001]:.2f}")
    out = {}
    for name in sorted(groups):
        part = scores[groups[name]]
        out[name] = {"calls": len(part), "over1": round(float((part > cuts[.01]).mean()), 4), "over01": round(float((part > cuts[.001]).mean()), 4)}
        print(f"{name:48} {len(part):5}  {out[name]['over1']:.3f}  {out[name]['over01']:.3f}  {np.median(part):6.2f}")
    return out
