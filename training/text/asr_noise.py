"""Recognition errors: what the ear was seen to make of a word, words that sound alike, dropped, split and merged words, invented snippets.

A recogniser does not err evenly: its errors come in runs, so the rate wanders within a call.
"""
from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from random import Random

INVENTED = (
    "thank you|thanks for watching|i don't know|you know|and i'm going to|i think that's|it's going to be|all right so|okay|"
    "the first thing|that's what i was saying|we'll be right back|i have to go to the|in the middle of the|and then the other|"
    "so i was like|and that's it|a lot of the|do you want to|i'm not sure what|have a good day|bye bye|the the|um|let me see"
).split("|")
SPLITS = {
    "gift": "give", "cards": "cars", "card": "car", "account": "a count", "security": "secure it he", "social": "so show", "routing": "rooting",
    "anydesk": "any desk", "bitcoin": "bit coin", "warrant": "weren't", "warranty": "warrant he", "teamviewer": "team viewer", "zelle": "sell",
    "password": "pass word", "verification": "very vacation", "fraud": "frog", "medicare": "medic care", "arrest": "a rest", "wire": "why are",
    "courier": "carrier", "paypal": "pay pal", "amazon": "am is on", "microsoft": "micro soft", "refund": "re fund", "deposit": "the posit",
}


class Confusions:
    """Words at a phone distance of one (two for long words), found through the deletion neighbourhood of each word."""

    def __init__(self, phones_file: Path, common: set[str]):
        lexicon: dict[str, list[int]] = json.loads(phones_file.read_text())["lex"]
        self.phones = {word: tuple(phones) for word, phones in lexicon.items() if word in common and word.replace("'", "").isalpha()}
        self.by_key: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for word, phones in self.phones.items():
            for key in self.keys(phones):
                self.by_key[key].append(word)
        self.cache: dict[str, list[str]] = {}

    @staticmethod
    def keys(phones: tuple[int, ...]) -> list[tuple[int, ...]]:
        return [phones] + [phones[:i] + phones[i + 1:] for i in range(len(phones))] if len(phones) > 1 else [phones]

    def of(self, word: str) -> list[str]:
        found = self.cache.get(word)
        if found is None:
            phones = self.phones.get(word)
            found = sorted({w for key in self.keys(phones) for w in self.by_key[key]} - {word}) if phones else []
            self.cache[word] = found
        return found


class RecognitionNoise:
    """Errors at a wanted word error rate, on spoken-form text (lower case, no punctuation)."""

    def __init__(self, confusions: Confusions, common: list[str], misheard: dict[tuple[str, ...], list[str]] | None = None):
        self.confusions, self.common, self.misheard = confusions, common, misheard or {}

    def apply(self, text: str, rate: float, rng: Random) -> str:
        out: list[str] = []
        bad = 1.0
        words = text.split()
        skip = False
        for place, word in enumerate(words):
            if skip:
                skip = False
                continue
            if rng.random() < .2:
                bad = rng.choice([.2, .5, 1.0, 1.0, 2.0, 2.3])
            if rng.random() >= rate * bad:
                out.append(word)
                continue
            pair = self.misheard.get(tuple(words[place:place + 2])) if place + 1 < len(words) else None
            if pair and rng.random() < .5:
                out.append(rng.choice(pair))
                skip = True
                continue
            seen = self.misheard.get((word,))
            if seen and rng.random() < .6:
                out.append(rng.choice(seen))
                continue
            kind = rng.random()
            if kind < .58:
                out.append(self.substitute(word, rng))
            elif kind < .85:
                continue
            elif kind < .93:
                out.extend([word, rng.choice(["a", "the", "uh", "and", "i", "to", "it", word])])
            elif kind < .97 and out:
                out[-1] += word
            else:
                out.extend([word, rng.choice(INVENTED)])
        return " ".join(part for part in out if part)

    def substitute(self, word: str, rng: Random) -> str:
        if word in SPLITS and rng.random() < .35:
            return SPLITS[word]
        alike = self.confusions.of(word)
        if alike and rng.random() < .9:
            return rng.choice(alike)
        if len(word) > 6 and rng.random() < .5:
            cut = rng.randint(3, len(word) - 3)
            return word[:cut] + " " + word[cut:] if rng.random() < .4 else word[:cut]
        return rng.choice(self.common)
