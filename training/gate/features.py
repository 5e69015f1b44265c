"""Features of a window: hashed 1- to 3-grams of each party's words, and lexicon signals. src/detection/ does the same.

A window is the last WINDOW words of the call, both parties counted. n-grams run within one party's words, so neither
the cutting into pieces nor an interjection of the other side breaks them.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lexicon import Hit, Lexicon
from normalise import normalise

WINDOW = 60
PIECE = 20
BITS = 18
SIZE = 1 << BITS
# Values are 1/sqrt(n + SHRINK): a call's first few words must not weigh like a full window.
SHRINK = 40
PARTIES = ("remote", "local", "mixed")
SEEDS = {"any": 0x0A, "remote": 0x0B, "local": 0x0C}
CONCEPT_SEED = 0x0D
CONCEPTS: dict[str, list[str]] = {}  # word -> ideas
for name, members in json.loads((Path(__file__).parents[2] / "src/detection/concepts.json").read_text())["concepts"].items():
    for member in members.split():
        CONCEPTS.setdefault(member, []).append(name)
M32 = np.uint64(0xFFFFFFFF)


def fnv1a(word: str) -> int:
    value = 0x811C9DC5
    for byte in word.encode("ascii"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def mix(state: np.ndarray, word: np.ndarray) -> np.ndarray:
    """One step of the n-gram hash, on uint32 values held in uint64: (state ^ word) * 0x9E3779B1, folded by 15 bits."""
    value = ((state ^ word) * np.uint64(0x9E3779B1)) & M32
    return value ^ (value >> np.uint64(15))


@dataclass
class Encoded:
    """A call as arrays: gram index, global position of its first and last word, group; hits by global position."""

    words: int
    grams: np.ndarray
    first: np.ndarray
    last: np.ndarray
    grouped: np.ndarray  # 0: any party, 1: party's own
    ideas: list[tuple[int, int]]  # hash of an idea of a word not said by the local party, and the word's position
    hits: list[tuple[str, bool, int, int]]  # signal, by the local party, first, last
    ends: list[int]  # words heard after each turn
    cuts: list[int]  # words heard after each piece: turns are looked at every PIECE words


HASHES: dict[str, int] = {}


def hash_of(word: str) -> int:
    value = HASHES.get(word)
    if value is None:
        value = HASHES[word] = fnv1a(word)
    return value


def encode(turns: list[dict], lexicon: Lexicon) -> Encoded:
    streams: dict[str, list[str]] = {p: [] for p in PARTIES}
    places: dict[str, list[int]] = {p: [] for p in PARTIES}
    count, ends, cuts = 0, [], []
    for turn in turns:
        words, stream = normalise(turn["text"]), streams[turn["party"]]
        if words and stream and words[0] == "#" and stream[-1] == "#":
            words = words[1:]
        stream.extend(words)
        places[turn["party"]].extend(range(count, count + len(words)))
        cuts += [*range(count + PIECE, count + len(words), PIECE), count + len(words)]
        count += len(words)
        ends.append(count)
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]] = []
    hits, ideas = [], []
    for party in PARTIES:
        if not streams[party]:
            continue
        h = np.array([hash_of(w) for w in streams[party]], dtype=np.uint64)
        at = np.array(places[party])
        if party != "local":
            ideas += [(fnv1a(idea), place) for word, place in zip(streams[party], places[party]) for idea in CONCEPTS.get(word, ())]
        for seed, group in (("any", 0), (party, 1)):
            if seed not in SEEDS:
                continue
            state = np.full(len(h), SEEDS[seed], dtype=np.uint64)
            for n in (1, 2, 3):
                if len(h) < n:
                    break
                state = mix(state[: len(h) - n + 1], h[n - 1:])
                parts.append((state & np.uint64(SIZE - 1), at[: len(h) - n + 1], at[n - 1:], group))
        hits += [(hit.signal, party == "local", places[party][hit.first], places[party][hit.last]) for hit in lexicon.hits(streams[party])]
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Encoded(0, empty, empty, empty, empty, [], [], ends, cuts)
    return Encoded(
        count, np.concatenate([p[0] for p in parts]).astype(np.int32), np.concatenate([p[1] for p in parts]).astype(np.int32),
        np.concatenate([p[2] for p in parts]).astype(np.int32), np.concatenate([np.full(len(p[0]), p[3], np.int8) for p in parts]), ideas, hits, ends, cuts,
    )


def window(call: Encoded, end: int, columns: dict[str, int], any_only: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Columns and values of the window that ends after `end` words. Lexicon columns follow the hashed ones."""
    start = max(0, end - WINDOW)
    inside = (call.first >= start) & (call.last < end)
    cols, values = [], []
    for group in (0,) if any_only else (0, 1):
        ids = np.unique(call.grams[inside & (call.grouped == group)])
        cols.append(ids)
        values.append(np.full(len(ids), 1 / np.sqrt(len(ids) + SHRINK), dtype=np.float32))
    ids = concept_columns({idea for idea, at in call.ideas if start <= at < end})
    cols.append(ids)
    values.append(np.full(len(ids), 1 / np.sqrt(len(ids) + SHRINK), dtype=np.float32))
    seen = {("local:" if local and not any_only else "") + signal for signal, local, first, last in call.hits if first >= start and last < end}
    cols.append(np.array(sorted(SIZE + columns[name] for name in seen), dtype=np.int32))
    values.append(np.full(len(seen), LEXICON_VALUE, dtype=np.float32))
    cols_all, values_all = np.concatenate(cols), np.concatenate(values)
    return cols_all, values_all


def concept_columns(ideas: set[int]) -> np.ndarray:
    """Columns of the ideas that stand in a window, each alone and each two together."""
    if not ideas:
        return np.zeros(0, dtype=np.int32)
    h = np.array(sorted(ideas), dtype=np.uint64)
    single = mix(np.full(len(h), CONCEPT_SEED, dtype=np.uint64), h)
    i, j = np.triu_indices(len(h), 1)
    return np.unique(np.concatenate([single, mix(single[i], h[j])]) & np.uint64(SIZE - 1)).astype(np.int32)


LEXICON_VALUE = .25
