"""Small talk with which calls begin, whatever comes of them (openings.txt): turns one a line, openings parted by a blank line."""
from __future__ import annotations

from pathlib import Path

from grammar import PARTIES, Turn

FILE = Path(__file__).with_name("openings.txt")


def openings(file: Path = FILE) -> list[list[Turn]]:
    """Every opening's turns. Raises ValueError where a line is neither `R: ...` nor `L: ...`."""
    read: list[list[Turn]] = [[]]
    for number, line in enumerate(file.read_text().splitlines(), 1):
        party, colon, text = line.strip().partition(": ")
        if not line.strip():
            read.append([])
        elif not colon or party not in PARTIES:
            raise ValueError(f"{file.name}:{number}: a turn begins with R: or L:, this with {line[:20]!r}")
        else:
            read[-1].append(Turn(PARTIES[party], text))
    return [turns for turns in read if turns]
