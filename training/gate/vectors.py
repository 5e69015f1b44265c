"""Vectors that hold src/detection/ to these scripts: of the normaliser, and of the gate's scores with the model that ships.

    python training/gate/vectors.py            # writes both to test/detection/
    python training/gate/vectors.py check      # compares instead
"""
from __future__ import annotations

import json
import sys

from data import LEXICON, ROOT
from lexicon import Lexicon
from normalise import normalise
from session import Session, load

FOLDER = ROOT / "test/detection"
TEXTS = [
    "Hello, this is Officer Daniels from the I.R.S.", "hello this is officer daniels from the i r s", "It's $1,537.35 for the MacBook Pro.",
    "it's fifteen hundred thirty seven dollars", "Press 1 now, or press two to be removed!", "call us at 8 a.m. or 5 p.m. (888-411-0356)",
    "The 1st, 2nd and 24th; 24/7.", "50% off & zero-down", "don’t tell ANYONE — it’s a “secret”", "café naïve Zoë ﬁle ２０２６", "[noise] uh-huh <unk> okay",
    "£20 or €15,50", "my U.S. visa", "code: 4 8 2 9 1 0", "twenty-five oh five", "a1b2 B52s iPhone13 mp3", "", "  \t\n ", "...", "one hundred and one dalmatians",
    "ﬀ Ⅷ ½ ①", "İstanbul straße ΣΑΣ", "o'clock rock'n'roll", "e.g. this, i.e. that.", "n. b. c.", "number one one number", "$ 5", "1,000,000 dollars", "won't can't I'll",
]


CALLS = [
    [("remote", "Hello, this is Officer Daniels from the Social Security Administration."), ("local", "Okay, what is this about?"),
     ("remote", "Your social security number has been suspended, and there is a"), ("remote", "warrant for your arrest. Do not hang"), ("remote", "up the phone.")],
    [("mixed", "your car's extended warranty is about to expire press one to speak with an agent or press two to be removed")],
    [("remote", "hi mom it's me"), ("local", "oh hi sweetheart how was the drive"), ("remote", "long, it rained the whole way, but the kids slept"), ("local", "good")],
    [("remote", "Thank you for calling, how may I help you?"), ("local", "I lost my debit card, the number was 4 8 2 9 1 0 3 3"), ("remote", "Let me look. I will not ask you for your PIN.")],
    [("remote", "so go to walgreens and get a"), ("local", "okay"), ("remote", "give card for 5"), ("remote", "hundred dollars then scratch the back and read me the numbers")],
    [("local", "he told me to buy gift cards and read him the numbers on the back"), ("remote", "you did not do it did you"), ("local", "no I hung up")],
    [("mixed", ""), ("mixed", "um"), ("mixed", "yeah yeah okay so the the thing is we have a meeting at three")],
    [("remote", "open any desk and tell me the nine digit number on your screen " * 6), ("local", "uh-huh " * 40)],
]


def scores() -> list[dict]:
    model, lexicon = load(ROOT / "models/gate-en/gate-en.json"), Lexicon(LEXICON)
    made = []
    for turns in CALLS:
        session = Session(model, lexicon)
        heard = [{"party": p, "text": t, "logit": round(float(session.hear(p, t)), 6)} for p, t in turns]
        kind, probability = session.topic()
        made.append({"turns": heard, "topic": {"kind": kind, "probability": round(probability, 6)}})
    return made


def main() -> None:
    checking, wrong = sys.argv[1:] == ["check"], 0
    for name, made in (("normalise", [{"text": text, "words": normalise(text)} for text in TEXTS]), ("gate", scores())):
        file = FOLDER / f"{name}-vectors.json"
        if checking:
            same = json.loads(file.read_text()) == made
            print(file.name, "agrees" if same else "differs")
            wrong += not same
        else:
            file.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
