"""Features of a window: hashed 1- to 3-grams of each party's words, and lexicon signals. src/detection/ does the same.

A window is the last WINDOW words of the call, both parties counted. n-grams run within one party's words, so neither
the cutting into pieces nor an interjection of the other side breaks them. What came before is known too: 1- and 2-grams of
the last LONG words, the signals of the whole call, and how far it has come.
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
BITS = 20
SIZE = 1 << BITS
# Values are 1/sqrt(n + SHRINK): a call's first few words must not weigh like a full window.
SHRINK = 40
# The longer context: fewer columns, more of them filled.
LONG = 240
LONG_BITS = 17
LONG_SIZE = 1 << LONG_BITS
LONG_SHRINK = 160
NAMED = SIZE + LONG_SIZE  # where the named columns begin
NAMED_VALUE = .25
AGES = (60, 120, 240, 480)  # words heard: which of these a call is past
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
    sizes: np.ndarray  # words of the gram
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
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, int, int]] = []
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
                parts.append((state, at[: len(h) - n + 1], at[n - 1:], group, n))
        hits += [(hit.signal, party == "local", places[party][hit.first], places[party][hit.last]) for hit in lexicon.hits(streams[party])]
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Encoded(0, empty, empty, empty, empty, empty, [], [], ends, cuts)
    return Encoded(
        count, np.concatenate([p[0] for p in parts]).astype(np.uint32), np.concatenate([p[1] for p in parts]).astype(np.int32),
        np.concatenate([p[2] for p in parts]).astype(np.int32), np.concatenate([np.full(len(p[0]), p[3], np.int8) for p in parts]),
        np.concatenate([np.full(len(p[0]), p[4], np.int8) for p in parts]), ideas, hits, ends, cuts,
    )


def layout(signals: list[str]) -> dict[str, int]:
    """Named columns by name, counted from NAMED: signals in the window, signals of the call so far, ages."""
    said = [*signals, *("local:" + s for s in signals)]
    return {name: i for i, name in enumerate([*said, *("call:" + s for s in said), *(f"age:{a}" for a in AGES)])}


def window(call: Encoded, end: int, columns: dict[str, int], any_only: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Columns and values of the window that ends after `end` words: hashed, the longer context's, named."""
    start = max(0, end - WINDOW)
    heard = call.last < end
    inside = heard & (call.first >= start)
    cols, values = [], []

    def add(ids: np.ndarray, value: float) -> None:
        cols.append(ids.astype(np.int32))
        values.append(np.full(len(ids), value, dtype=np.float32))

    for group in (0,) if any_only else (0, 1):
        ids = np.unique(call.grams[inside & (call.grouped == group)] & np.uint32(SIZE - 1))
        add(ids, 1 / np.sqrt(len(ids) + SHRINK))
    ids = concept_columns({idea for idea, at in call.ideas if start <= at < end})
    add(ids, 1 / np.sqrt(len(ids) + SHRINK))
    ids = np.unique(call.grams[heard & (call.first >= end - LONG) & (call.grouped == 0) & (call.sizes < 3)] & np.uint32(LONG_SIZE - 1))
    add(SIZE + ids, 1 / np.sqrt(len(ids) + LONG_SHRINK))
    names = [(("local:" if local and not any_only else "") + signal, first, last) for signal, local, first, last in call.hits if last < end]
    seen = {name for name, first, _ in names if first >= start} | {"call:" + name for name, _, _ in names} | {f"age:{a}" for a in AGES if end > a}
    add(np.array(sorted(NAMED + columns[name] for name in seen), dtype=np.int32), NAMED_VALUE)
    return np.concatenate(cols), np.concatenate(values)


def concept_columns(ideas: set[int]) -> np.ndarray:
    """Columns of the ideas that stand in a window, each alone and each two together."""
    if not ideas:
        return np.zeros(0, dtype=np.int32)
    h = np.array(sorted(ideas), dtype=np.uint64)
    single = mix(np.full(len(h), CONCEPT_SEED, dtype=np.uint64), h)
    i, j = np.triu_indices(len(h), 1)
    return np.unique(np.concatenate([single, mix(single[i], h[j])]) & np.uint64(SIZE - 1)).astype(np.int32)


