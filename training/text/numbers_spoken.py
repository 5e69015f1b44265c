"""Numbers the way a recogniser writes them: as words, lower case."""
from __future__ import annotations

import re
from random import Random

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def cardinal(value: int) -> str:
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10] + (" " + ONES[value % 10] if value % 10 else "")
    if value < 1000:
        return ONES[value // 100] + " hundred" + (" " + cardinal(value % 100) if value % 100 else "")
    for unit, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if value >= unit:
            return cardinal(value // unit) + " " + name + (" " + cardinal(value % unit) if value % unit else "")
    raise ValueError(value)


def one_by_one(digits: str, rng: Random) -> str:
    return " ".join("oh" if d == "0" and rng.random() < .4 else ONES[int(d)] for d in digits)


def spoken(text: str, rng: Random) -> str:
    """Lower case, no punctuation, money, percentages, ordinals, times and digit strings as words."""
    text = text.lower().replace("’", "'")
    text = re.sub(r"\[[^\]]*\]|<[^>]*>", " ", text)
    text = re.sub(r"([$£€])\s?(\d[\d,]*)(?:\.(\d\d))?", lambda m: money(m, rng), text)
    text = re.sub(r"(\d)%", r"\1 percent", text)
    text = re.sub(r"(\d{1,2}):(\d\d)", lambda m: cardinal(int(m[1])) + " " + ("o'clock" if m[2] == "00" else ("oh " if m[2][0] == "0" else "") + cardinal(int(m[2]))), text)
    text = re.sub(r"(\d+)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1])), text)
    text = re.sub(r"(\d),(\d{3})\b", r"\1\2", text)
    text = re.sub(r"(\d)\.(\d)", r"\1 point \2", text)
    text = re.sub(r"\d+", lambda m: " " + number(m[0], rng) + " ", text)
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1 ", text)
    text = text.replace("&", " and ").replace("@", " at ")
    return " ".join(re.sub(r"[^a-z' ]+", " ", text).replace(" '", " ").split())


def money(match: re.Match[str], rng: Random) -> str:
    unit = {"$": "dollars", "£": "pounds", "€": "euros"}[match[1]]
    value = int(match[2].replace(",", ""))
    words = f"{number(str(value), rng) if value < 2000 else cardinal(value)} {unit}"
    return words + (f" and {cardinal(int(match[3]))} cents" if match[3] and match[3] != "00" else "")


def number(digits: str, rng: Random) -> str:
    value = int(digits)
    if len(digits) > 4 and not digits.endswith("000") or digits.startswith("0") or len(digits) == 4 and rng.random() < .25:
        return one_by_one(digits, rng)
    if 1100 <= value < 2100 and rng.random() < .6:
        rest = value % 100
        return cardinal(value // 100) + (" " + ("oh " if rest < 10 else "") + cardinal(rest) if rest else " hundred")
    return cardinal(value) if value < 10**12 else one_by_one(digits, rng)


def ordinal(value: int) -> str:
    words = cardinal(value).split()
    special = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
    last = words[-1]
    words[-1] = special.get(last, last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return " ".join(words)
