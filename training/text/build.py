"""Writes train, dev and test (gzip JSON lines) under --out, and what was heard of dev and test. Seeded; a file that is complete is not written again."""
from __future__ import annotations

import argparse
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from asr_noise import Confusions, RecognitionNoise
from compose import Composer, cues
from grammar import Scenario, Turn, parse
from misheard import heard, misheard
from numbers_spoken import spoken
from render import LEARNT, MEASURED, render
from slots import read_lists
from sources import bothbosu, ordinary, robocalls
from splitting import rng_of

HERE = Path(__file__).parent
HELD_OUT = {"scam": 21, "legitimate": 32}  # calls of each scenario in dev and test; never changed, so that figures stay comparable
FEW = 8  # of those flagged so: many scenarios say more than many calls of one


def generated(split: str, copies: dict[str, int], composer: Composer, scenarios: list[Scenario], seed: int, talk: list[list[dict]]) -> Iterator[dict]:
    """Calls of the split's scenarios; about one in ten two-party calls of either label has a stretch of real `talk` inside."""
    mine = [s for s in scenarios if s.split == split]
    for scenario in mine:
        donors = [s for s in mine if s.category == scenario.category and s.label == scenario.label and s is not scenario and ("mono" in s.flags) == ("mono" in scenario.flags)]
        calls = FEW if "few" in scenario.flags else copies[scenario.label] * (2 if "often" in scenario.flags else 1)
        for copy in range(calls):
            rng = rng_of(seed, scenario.id, copy)
            donor = rng.choice(donors) if donors and scenario.label == "scam" and rng.random() < .4 else None
            turns = composer.compose(scenario, rng, donor)
            if not turns:
                continue
            if talk and "mono" not in scenario.flags and rng.random() < .1:
                turns[1:1] = stretch(rng.choice(talk), rng)
            call = {
                "id": f"{scenario.id}-{copy}", "label": scenario.label, "category": scenario.category, "source": "generated", "scenario": scenario.id,
                "licence": "Apache-2.0", "split": split, "synthetic": True,
                "turns": [{"party": t.party, "text": t.text, **({"signals": t.signals} if t.signals else {}), **({"stage": t.stage} if t.stage else {})} for t in turns],
            }
            if scenario.label == "scam":
                call.update(cues(turns))
            elif "hard" in scenario.flags:
                call["hardNegative"] = True
            yield call


def stretch(turns: list[dict], rng: Random) -> list[Turn]:
    first = rng.randrange(max(1, len(turns) - 8))
    return [Turn(t["party"], t["text"]) for t in turns[first:first + rng.randint(6, 40)]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE / "../../../shared", help="folder with transcripts/ and training/")
    parser.add_argument("--out", type=Path, default=HERE / "../../.cache/text")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scam", type=int, default=24, help="calls of each scam scenario in train")
    parser.add_argument("--legitimate", type=int, default=30)
    parser.add_argument("--force", action="store_true")
    args = parser.parse_args()

    scenarios, pools = parse(HERE / "grammar")
    composer = Composer(pools, read_lists(HERE / "grammar" / "slots.lists"))
    transcripts = args.shared / "transcripts"
    public = [*bothbosu(transcripts / "bothbosu"), *robocalls(transcripts / "robocalls-ftc.csv"), *ordinary(transcripts / "ordinary")]
    # Of calls spoken before their stories were written down, too.
    stories = {call["id"]: {"campaign": call["campaign"]} for call in public if "campaign" in call}
    counts = Counter(w for call in public for turn in call["turns"] for w in spoken(turn["text"], rng_of("words")).split())
    common = {w for w, n in counts.items() if n >= 2}
    frequent = [w for w, _ in counts.most_common(800)]
    alike = Confusions(args.shared / "training/ear/data/phones.json", common)
    # What is measured does not change with what the ear was heard to do since.
    drawn, learnt = (RecognitionNoise(alike, frequent), MEASURED), (RecognitionNoise(alike, frequent, misheard()), LEARNT)

    listened = heard()
    args.out.mkdir(parents=True, exist_ok=True)
    for split in ("dev", "test", "train"):
        target = args.out / f"{split}.jsonl.gz"
        if target.exists() and not args.force:
            print(f"{target.name}: complete, kept (--force makes it again)")
            continue
        copies = {"scam": args.scam, "legitimate": args.legitimate} if split == "train" else HELD_OUT
        talk = [c["turns"] for c in public if c["split"] == split and c["source"] == "icsi"]
        calls = [c for c in public if c["split"] == split] + list(generated(split, copies, composer, scenarios, args.seed, talk))
        rng_of(args.seed, split).shuffle(calls)
        tally: Counter[str] = Counter()
        for call in calls:
            rng = rng_of(args.seed, "render", call["id"])
            call["turns"], call["rendering"] = render(call["turns"], rng, *(learnt if split == "train" else drawn))
            tally[f"{call['source']} {call['label']}"] += 1
        mine = {call["id"] for call in calls}
        spoken_aloud = [row | stories.get(row["id"].removesuffix("-heard"), {}) for row in listened if row["id"].removesuffix("-heard") in mine]
        tally.update(f"heard {call['label']}" for call in spoken_aloud)
        if split == "train":
            write(target, calls + spoken_aloud)
        else:  # apart, so that figures of written calls stay comparable
            write(target, calls)
            if spoken_aloud:
                write(args.out / f"{split}-heard.jsonl.gz", spoken_aloud)
        print(target.name, dict(tally))


def write(target: Path, calls: list[dict]) -> None:
    part = target.with_suffix(".part")
    with gzip.open(part, "wt", compresslevel=5) as file:
        file.writelines(json.dumps(call, ensure_ascii=False) + "\n" for call in calls)
    os.replace(part, target)


if __name__ == "__main__":
    main()
