"""From a script to the labelled row of the manifest, with everything the labels promise checked on the way."""

import json
from pathlib import Path

from .timeline import Placed

Script = dict
CUE_STAGES = ("hook", "pressure", "isolation", "extraction")


class ScriptError(ValueError):
    """A script contradicts the taxonomy or itself; the message names the call and the turn."""


class Taxonomy:
    """Signals, stages and categories from src/detection/taxonomy.json."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text())
        self.stages = set(data["stages"])
        self.signals = {signal["id"]: signal for signal in data["signals"]}
        self.categories = {category["id"] for category in data["categories"]}

    def is_extraction(self, turn: dict) -> bool:
        """True when the turn carries an ask for money, a code or access."""
        return any(self.signals[s]["stage"] == "extraction" for s in turn.get("signals", []))

    def is_cue(self, turn: dict) -> bool:
        """True when the turn carries a signal beyond the opening that speaks for a scam."""
        found = (self.signals[s] for s in turn.get("signals", []))
        return any(s["stage"] in CUE_STAGES and s["weight"] > 0 for s in found)


def check(script: Script, taxonomy: Taxonomy) -> None:
    """Raise ScriptError for the first label that cannot be true."""

    def refuse(index: int, why: str) -> None:
        raise ScriptError(f"{script['id']}, turn {index}: {why}")

    scam = script["label"] == "scam"
    if scam and script["category"] not in taxonomy.categories:
        raise ScriptError(f"{script['id']}: no such category: {script['category']}")
    for index, turn in enumerate(script["turns"]):
        if unknown := [s for s in turn.get("signals", []) if s not in taxonomy.signals]:
            refuse(index, f"unknown signals {unknown}")
        if turn.get("stage", "hook") not in taxonomy.stages:
            refuse(index, f"unknown stage {turn['stage']}")
        if turn["party"] == "local" and turn.get("signals"):
            refuse(index, "only the remote party gives signals")
        if not scam and taxonomy.is_extraction(turn):
            refuse(index, "an honest call has no extraction signal")
    first_ask = next((i for i, turn in enumerate(script["turns"]) if taxonomy.is_extraction(turn)), None)
    marked = [i for i, turn in enumerate(script["turns"]) if turn.get("extractionCue")]
    if scam and marked != [first_ask]:
        raise ScriptError(f"{script['id']}: the first ask is turn {first_ask}, marked are {marked}")


def row(script: Script, placed: list[Placed], audio: str, taxonomy: Taxonomy) -> dict:
    """The manifest row of one call. Cue times are given for scams only: an honest call has nothing to be late for."""
    turns = []
    for turn, place in zip(script["turns"], placed, strict=True):
        stage = {"stage": turn["stage"]} if "stage" in turn else {}
        times = {"startMs": place.start_ms, "endMs": place.end_ms}
        said = {"text": turn["text"], "signals": turn.get("signals", [])}
        turns.append({"party": turn["party"], **times, **said, **stage})
    cues = {}
    if script["label"] == "scam":
        cues["firstCueMs"] = next(t["startMs"] for t in turns if taxonomy.is_cue(t))
        cues["extractionCueMs"] = next(t["startMs"] for t in turns if taxonomy.is_extraction(t))
    sound = {"audio": audio, "parties": {"left": "remote", "right": "local"}}
    hard = {"hardNegative": True} if script.get("hardNegative") else {}
    named = {key: script[key] for key in ("id", "label", "category")}
    return {**named, **hard, **origin(), **sound, "turns": turns, **cues}


def origin() -> dict:
    """The fields that all rows of this folder share."""
    return {
        "source": "callwarden-fixtures",
        "licence": "Apache-2.0",
        "split": "test",
        "synthetic": True,
    }
