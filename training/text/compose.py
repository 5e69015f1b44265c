"""One call from one scenario: beats in order, the other side's answers by character, small talk, disfluencies, cues."""
from __future__ import annotations

from random import Random

from grammar import Beat, Scenario, Turn, turns_of
from slots import Slots
from splitting import part_of

STAGES = {"opening", "hook", "pressure", "isolation", "extraction"}
EXTRACTION = {"asks-code", "asks-card", "asks-pin", "asks-ssn", "remote-access", "gift-card", "wire", "crypto", "courier-cash", "safe-account", "pay-fee"}
CHARACTERS = ["compliant", "suspicious", "confused", "slow", "chatty", "terse", "neutral", "neutral"]


class Composer:
    def __init__(self, pools: dict[str, Beat], slot_lists: dict[str, list[str]]):
        self.pools, self.slot_lists = pools, slot_lists

    def pool_line(self, name: str, split: str, rng: Random) -> str:
        """Long pools keep some lines for dev and test alone; pools too short to divide are everybody's."""
        lines = self.pools[name].alternatives
        if len(lines) >= 12:
            lines = [line for line in lines if (part_of(line) == "train") == (split == "train")] or lines
        return rng.choice(lines)

    def compose(self, scenario: Scenario, rng: Random, donor: Scenario | None = None) -> list[Turn]:
        """`donor` is a second scenario of the same category whose beats of the same name may stand in."""
        slots = Slots(self.slot_lists, rng, scenario.split)
        mono = "mono" in scenario.flags
        character = rng.choice(CHARACTERS)
        answering = 0.0 if mono or "talk" in scenario.flags else rng.uniform(.35, .95)
        chatter = 0.0 if mono else rng.choice([0, 0, 0, .05, .12, .3])
        turns: list[Turn] = []
        for beat in scenario.beats:
            for stage, line in self.lines_of(beat, scenario, donor, rng):
                exchange = turns_of(line, rng, slots, stage)
                turns.extend(exchange)
                if answering and exchange[-1].party == "remote" and rng.random() < answering:
                    turns.extend(self.answer(exchange[-1], character, scenario, rng, slots))
                if rng.random() < chatter:
                    turns.extend(self.chat(scenario.split, rng, slots))
        if mono:
            return self.cut_start(turns, rng)
        if "talk" not in scenario.flags and rng.random() < .25:
            opening = [turn for _ in range(rng.randint(1, 4)) for turn in self.chat(scenario.split, rng, slots)]
            turns[1:1] = opening
        return disfluent(turns, rng)

    def lines_of(self, beat: Beat, scenario: Scenario, donor: Scenario | None, rng: Random) -> list[tuple[str, str]]:
        if rng.random() >= beat.chance:
            return []
        if donor and rng.random() < .4:
            beat = next((b for b in donor.beats if b.name == beat.name), beat)
        count = min(rng.randint(beat.least, beat.most), len(beat.alternatives))
        stage = beat.name.rstrip("0123456789") if beat.name.rstrip("0123456789") in STAGES else ""
        chosen = rng.sample(beat.alternatives, count)
        return [(stage, self.pool_line(line[1:], scenario.split, rng) if line.startswith("@") else line) for line in chosen]

    def answer(self, turn: Turn, character: str, scenario: Scenario, rng: Random, slots: Slots) -> list[Turn]:
        pool = f"reply-{character}"
        asked = EXTRACTION & set(turn.signals)
        if asked and rng.random() < .7:
            pool = "reply-gives" if character in ("compliant", "neutral", "chatty") else "reply-stalls" if character in ("slow", "confused") else "reply-refuses"
        elif turn.text.rstrip().endswith("?") and rng.random() < .5:
            pool = "reply-yes"
        return turns_of(self.pool_line(pool, scenario.split, rng), rng, slots, "")

    def chat(self, split: str, rng: Random, slots: Slots) -> list[Turn]:
        return turns_of(self.pool_line("chat", split, rng), rng, slots, "")

    @staticmethod
    def cut_start(turns: list[Turn], rng: Random) -> list[Turn]:
        """Recorded calls are often heard from the middle of a sentence, or start over before the end."""
        if rng.random() < .3:
            words = turns[0].text.split()
            turns[0].text = " ".join(words[rng.randint(0, max(0, len(words) - 3)):])
        if rng.random() < .15:
            turns = turns + [Turn(t.party, t.text, list(t.signals), t.stage) for t in turns[: rng.randint(1, len(turns))]]
        return turns


def disfluent(turns: list[Turn], rng: Random) -> list[Turn]:
    """Fillers, repeats and false starts, each party at its own rate."""
    rates = {party: rng.choice([0, .01, .03, .06, .1]) for party in ("remote", "local", "mixed")}
    for turn in turns:
        rate, out = rates[turn.party], []
        for word in turn.text.split():
            if rng.random() < rate:
                out.append(rng.choice(["uh", "um", "uh,", "you know", "like", "well", "so", "i mean", word, word + " " + word, "and uh", "okay"]))
            out.append(word)
        turn.text = " ".join(out)
    return turns


def cues(turns: list[Turn]) -> dict[str, int]:
    """Index of the first turn with any signal that counts against the caller, and of the first extraction ask."""
    found: dict[str, int] = {}
    for index, turn in enumerate(turns):
        against = [s for s in turn.signals if s != "warns-against"]
        if against and turn.party != "local":
            found.setdefault("firstCueTurn", index)
        if EXTRACTION & set(against):
            found.setdefault("extractionCueTurn", index)
    return found
