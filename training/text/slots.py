"""What the {slots} of a scenario are filled with: names, companies, amounts, numbers, dates; one choice a call."""
from __future__ import annotations

from pathlib import Path
from random import Random

from splitting import part_of


def read_lists(file: Path) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        if line.strip() and not line.startswith(";"):
            name, _, values = line.partition(":")
            lists.setdefault(name.strip(), []).extend(v.strip() for v in values.split("|") if v.strip())
    return lists


class Slots:
    """Fillers of one call. Held-out fillers of long lists appear in dev and test only."""

    def __init__(self, lists: dict[str, list[str]], rng: Random, split: str):
        self.lists, self.rng, self.split = lists, rng, split
        self.filled: dict[str, str] = {}

    def fill(self, name: str, fresh: bool, argument: str | None) -> str:
        key = name + (argument or "")
        if fresh or key not in self.filled:
            self.filled[key] = self.draw(name, argument)
        return self.filled[key]

    def draw(self, name: str, argument: str | None) -> str:
        rng = self.rng
        made = MADE.get(name)
        if made:
            return made(rng, int(argument) if argument else 0)
        values = self.lists.get(name)
        if values is None:
            raise KeyError(f"slot {{{name}}} has no list")
        if len(values) >= 10:
            held = [v for v in values if (part_of("slot" + v) == "train") == (self.split == "train")]
            values = held or values
        return rng.choice(values)


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count or rng.randint(4, 9)))


def amount(rng: Random, _: int) -> str:
    style = rng.random()
    if style < .3:
        return f"${rng.choice([99, 149, 199, 249, 299, 349, 399, 429, 499, 549, 599, 699, 799, 899, 999, rng.randint(20, 1900)])}"
    if style < .55:
        return f"${rng.randint(20, 9000):,}.{rng.choice(['99', '50', '00', '35', str(rng.randint(10, 99))])}"
    if style < .8:
        return f"{rng.choice([50, 100, 200, 300, 400, 500, 700, 800, 900, 1000, 1200, 1500, 2000, 2500, rng.randint(30, 4000)])} dollars"
    return rng.choice(["a hundred dollars", "two hundred dollars", "four hundred bucks", "five hundred dollars", "twelve hundred dollars", "about eight hundred dollars"])


def big(rng: Random, _: int) -> str:
    value = rng.choice([2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 18, 20, 25, 30, 40, 50, 75, 100, 250, 500]) * 1000
    return rng.choice([f"${value:,}", f"{value} dollars", f"{value // 1000} thousand dollars", f"{value // 1000} grand"])


def abroad(before: str, after: str, scale: float):
    """Amounts in another country's money: its sign or its word; a colloquial short form now and then."""
    def made(rng: Random, _: int) -> str:
        value = round(rng.choice([80, 120, 150, 180, 240, 250, 300, 350, 450, 480, 500, 600, 750, 900, 1200, 1500, 1900, 2400, 3000, 4800]) * scale)
        return rng.choice([f"{before}{value:,}" if before else f"{value} {after}", f"{value} {after}", f"{value:,} {after}"])
    return made


def small(rng: Random, _: int) -> str:
    value = rng.choice([2, 3, 5, 8, 10, 12, 15, 20, 25, 30, 35, 40, 45, 60, 75, 80])
    return rng.choice([f"${value}", f"{value} dollars", f"${value}.{rng.randint(10, 99)}", f"{value} bucks"])


def clock(rng: Random, _: int) -> str:
    hour = rng.randint(1, 12)
    return rng.choice([f"{hour}", f"{hour}:{rng.choice(['00', '15', '30', '45'])}", f"{hour} o'clock", f"{hour} {rng.choice(['am', 'pm', 'p.m.', 'in the morning', 'in the afternoon'])}"])


def date(rng: Random, _: int) -> str:
    month = rng.choice("January February March April May June July August September October November December".split())
    return rng.choice([f"{month} {rng.randint(1, 28)}", f"the {rng.randint(4, 20)}th", f"the {rng.randint(4, 20)}th of {month}", f"{month} the {rng.randint(4, 20)}th"])


def phone(rng: Random, _: int) -> str:
    area = rng.choice(["800", "888", "855", "844", str(rng.randint(201, 989))])
    return f"{area}-{rng.randint(200, 999)}-{digits(rng, 4)}"


MADE = {
    "digits": digits,
    "spoken-digits": lambda rng, n: " ".join(digits(rng, n or rng.randint(4, 8))),
    "amount": amount,
    "big": big,
    "small": small,
    "pounds": abroad("£", "pounds", 1),
    "euros": abroad("€", "euro", 1),
    "rupees": abroad("", "rupees", 20),
    "rand": abroad("", "rand", 8),
    "naira": abroad("", "naira", 200),
    "n": lambda rng, top: str(rng.randint(2, top or 12)),
    "percent": lambda rng, _: rng.choice(["0%", "0 percent", "1.9%", "6%", "6.9%", "10%", "20%", "25 percent", "30%", "50%", "50 percent", "15%"]),
    "clock": clock,
    "date": date,
    "phone": phone,
    "key": lambda rng, _: rng.choice(["1", "1", "1", "one", "2", "3", "5", "9", "0"]),
    "case": lambda rng, _: rng.choice(["", "CF", "SSA", "DC", "A"]) + digits(rng, rng.randint(4, 8)),
    "year": lambda rng, _: str(rng.randint(1935, 2024)),
}
