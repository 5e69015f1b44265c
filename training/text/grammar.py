"""The little language in which scenarios are written (grammar/*.txt), parsed and expanded.

    # scenario-id | scam | bank | train | mono caller=local hard      header: label, category, split (hashed: by the id), flags
    = beat-name ?0.6 x1-2                                              a beat: chance to occur, how many alternatives
    R claims-bank,problem: text // L: text // R: text                  an alternative: one exchange, turns parted by //
    @pool-name                                                         an alternative taken from a shared pool

Text: [a|b|c] picks one (nests, may be empty), {slot} is filled once per call, {slot!} anew each time.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from slots import Slots
from splitting import part_of

PARTIES = {"R": "remote", "L": "local", "M": "mixed"}


@dataclass
class Turn:
    party: str
    text: str
    signals: list[str] = field(default_factory=list)
    stage: str = ""


@dataclass
class Beat:
    name: str
    chance: float
    least: int
    most: int
    alternatives: list[str] = field(default_factory=list)


@dataclass
class Scenario:
    id: str
    label: str
    category: str
    split: str
    flags: set[str]
    beats: list[Beat] = field(default_factory=list)


def parse(folder: Path) -> tuple[list[Scenario], dict[str, Beat]]:
    """Every scenario and every shared pool (beats under a `# pools` header) in the folder's files."""
    scenarios: list[Scenario] = []
    pools: dict[str, Beat] = {}
    for file in sorted(folder.glob("*.txt")):
        scenario: Scenario | None = None
        beat: Beat | None = None
        for number, raw in enumerate(file.read_text().splitlines(), 1):
            line = raw.strip()
            if not line or line.startswith(";"):
                continue
            where = f"{file.name}:{number}"
            if line.startswith("# pools"):
                scenario = None
            elif line.startswith("# "):
                parts = [part.strip() for part in line[2:].split("|")] + [""]
                split = part_of(parts[0], .1, .1) if parts[3] == "hashed" else parts[3]
                scenario = Scenario(parts[0], parts[1], parts[2], split, set(parts[4].split()))
                if scenario.label not in ("scam", "legitimate") or scenario.split not in ("train", "dev", "test"):
                    raise ValueError(f"{where}: bad header {line!r}")
                scenarios.append(scenario)
            elif line.startswith("= "):
                beat = parse_beat(line, where)
                if scenario:
                    scenario.beats.append(beat)
                else:
                    pools[beat.name] = beat
            elif beat is None:
                raise ValueError(f"{where}: text before any beat")
            else:
                beat.alternatives.append(line)
    return scenarios, pools


def parse_beat(line: str, where: str) -> Beat:
    words = line[2:].split()
    beat = Beat(words[0], 1.0, 1, 1)
    for word in words[1:]:
        if word.startswith("?"):
            beat.chance = float(word[1:])
        elif word.startswith("x"):
            low, _, high = word[1:].partition("-")
            beat.least, beat.most = int(low), int(high or low)
        else:
            raise ValueError(f"{where}: {word!r} is neither ?chance nor xcount")
    return beat


TURN = re.compile(r"^([RLM])(?: ([a-z,-]+))?: ?(.*)$")


def turns_of(alternative: str, rng: Random, slots: Slots, stage: str) -> list[Turn]:
    """One exchange, expanded. Text without a party prefix is the remote party's."""
    turns = []
    for part in alternative.split(" // "):
        match = TURN.match(part.strip())
        party, signals, text = match.groups() if match else ("R", None, part)
        turns.append(Turn(PARTIES[party], expand(text, rng, slots), signals.split(",") if signals else [], stage))
    return turns


def expand(text: str, rng: Random, slots: Slots) -> str:
    while "[" in text:
        # Innermost group first: it holds no further bracket.
        text = re.sub(r"\[([^\[\]]*)\]", lambda m: rng.choice(m.group(1).split("|")), text, count=1)
    text = re.sub(r"\{([a-z-]+)(!?)(?::(\d+))?\}", lambda m: slots.fill(m.group(1), bool(m.group(2)), m.group(3)), text)
    return re.sub(r"\s+([,.?!])", r"\1", re.sub(r"\s+", " ", text)).strip()
