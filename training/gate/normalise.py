"""Text normalisation of the gate; src/detection/normalise.ts does the same, test/detection/normalise-vectors.json holds both to it.

Clean text and recognised text have to come out alike: lower case, no punctuation, every number one "#".
Each space-separated chunk stands for itself, so that a match can be quoted from the original text.
"""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SPACES = re.compile("[\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+")
NUMBER_WORDS = frozenset(
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion".split()
)
CURRENCY = {"$": "dollars", "£": "pounds", "€": "euros"}


@lru_cache(maxsize=200_000)
def words_of(chunk: str) -> tuple[str, ...]:
    """Words of one chunk, numbers folded, before neighbouring numbers are joined."""
    text = unicodedata.normalize("NFKC", chunk).lower()
    text = re.sub("[\\u0300-\\u036f]", "", unicodedata.normalize("NFD", text))
    text = re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text)
    text = re.sub(r"([$£€])([0-9][0-9.,]*)", lambda m: f"{m[2]} {CURRENCY[m[1]]} ", text)
    text = text.replace("%", " percent ").replace("&", " and ")
    text = re.sub("['\\u2019\\u2018]", "", text)
    text = re.sub(r"[0-9]+(?:st|nd|rd|th)(?![a-z])", " # ", text)
    text = re.sub(r"[0-9]+", " # ", text)
    # Initials belong together: "p.m." is "pm", "U.S." is "us".
    text = re.sub(r"(?<![a-z])([a-z])\.(?=[a-z](?![a-z]))", r"\1", text)
    return tuple("#" if word in NUMBER_WORDS else word for word in re.findall(r"[a-z]+|#", text))


def normalise(text: str) -> list[str]:
    """Words of `text`; a run of numbers is one "#"."""
    words: list[str] = []
    for chunk in SPACES.split(text):
        for word in words_of(chunk):
            if word != "#" or not words or words[-1] != "#":
                words.append(word)
    return words
