"""The public transcripts, read into the shared shape of a call (id, label, category, source, licence, split, turns)."""
from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from numbers_spoken import spoken
from splitting import part_of, rng_of

BOTHBOSU = {"refund": "refund", "reward": "prize", "ssn": "government", "support": "tech-support"}
MEETING_WORDS = 800
# Robocalls of a campaign of which a recording is kept for evaluation. gate-en 5 and judge-en 4 have read them, and so has whatever goes on from these.
RECORDED = {"568965", "609713", "1636645783"}


def row(id: str, label: str, category: str, source: str, licence: str, split: str, synthetic: bool, turns: list[dict], **more: object) -> dict:
    return {"id": id, "label": label, "category": category, "source": source, "licence": licence, "split": split, "synthetic": synthetic, "turns": turns, **more}


def bothbosu(folder: Path) -> Iterator[dict]:
    for part in ("train", "test"):
        with open(folder / f"multi_agent_conversation_{part}.csv", newline="") as file:
            for index, line in enumerate(csv.DictReader(file)):
                pieces = re.split(r"\b(Innocent|Suspect):", line["dialogue"])[1:]
                turns = [{"party": "local" if who == "Innocent" else "remote", "text": text.strip()} for who, text in zip(pieces[::2], pieces[1::2]) if text.strip()]
                scam = line["labels"] == "1"
                # Their own test part stays test; a tenth of their train part is dev.
                split = "test" if part == "test" else "dev" if part_of(f"bothbosu{index}", .1, 0) == "dev" else "train"
                # One prompt a kind, and many dialogues begin alike but for a name: a kind is one story.
                yield row(f"bothbosu-{part}-{index}", "scam" if scam else "legitimate", BOTHBOSU.get(line["type"], line["type"]), "bothbosu", "Apache-2.0", split, True, turns,
                          campaign=f"bothbosu-{line['type']}")


def shingles(text: str) -> set[str]:
    words = re.sub(r"\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|\w+teen|\w+ty)\b", "#", spoken(text, rng_of("shingle"))).split()
    return {" ".join(words[i:i + 3]) for i in range(max(1, len(words) - 2))}


def campaigns(texts: list[str]) -> list[int]:
    """Single-link clusters of near-duplicates: a fifth of the shorter text's word triples shared."""
    sets = [shingles(t) for t in texts]
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i in range(len(sets)):
        for j in range(i):
            if len(sets[i] & sets[j]) >= .2 * min(len(sets[i]), len(sets[j])):
                parent[root(i)] = root(j)
    return [root(i) for i in range(len(texts))]


def robocalls(file: Path) -> Iterator[dict]:
    with open(file, newline="") as handle:
        lines = list(csv.DictReader(handle))
    clusters = campaigns([line["transcript"] for line in lines])
    names = {c: f"campaign-{n}" for n, c in enumerate(dict.fromkeys(clusters))}
    for line, cluster in zip(lines, clusters):
        if line["id"].split(".")[0] in RECORDED:
            continue
        name = names[cluster]
        pieces = [p for p in re.split(r"(?<=[.?!])\s+", line["transcript"]) if p]
        turns = [{"party": "remote", "text": p} for p in pieces]
        yield row(f"ftc-{line['id'].split('.')[0]}", "scam", "robocall", "robocalls-ftc", "public domain", part_of("ftc" + name, .1, .25), False, turns, campaign=name)


def ordinary(folder: Path) -> Iterator[dict]:
    licences = {"star": "MIT", "icsi": "CC-BY-4.0", "multidogo": "CDLA-Permissive-1.0"}
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt") as handle:
            for line in map(json.loads, handle):
                kind = line["source"].split("-")[0]
                category = line["source"] if kind == "multidogo" else "meeting" if kind == "icsi" else "-".join(["task", *[d for d in line.get("domains") or [] if d][:1]])
                # By meeting: a series has the same people and topics, but there are too few of them to split by.
                split = part_of(line["id"])
                turns = [{"party": t["party"], "text": t["text"]} for t in line["turns"] if t["text"].strip()]
                parts = excerpts(turns) if kind == "icsi" else [turns]
                for number, part in enumerate(parts):
                    story = {"campaign": line["id"]} if kind == "icsi" else {}
                    yield row(f"{line['id']}-{number}" if len(parts) > 1 else line["id"], "legitimate", category, kind, licences[kind], split, False, part, **story)


def excerpts(turns: list[dict]) -> list[list[dict]]:
    """Meetings cut to the length of a call."""
    parts: list[list[dict]] = [[]]
    words = 0
    for turn in turns:
        if words > MEETING_WORDS:
            parts.append([])
            words = 0
        parts[-1].append(turn)
        words += len(turn["text"].split())
    return parts
