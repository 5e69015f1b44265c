"""Training windows: which stretches of which calls the linear model sees, with what label and weight."""
from __future__ import annotations

from random import Random

import numpy as np
from scipy.sparse import csr_matrix

from features import NAMED, WINDOW, Encoded, window

STRIDE = 30

# Share of the total weight of each kind of call. Real ordinary talk leads: it is what false alarms are made of.
SHARES = {
    "icsi legitimate": 1.5, "star legitimate": 1.2, "multidogo legitimate": .4, "generated legitimate": 3.2, "bothbosu legitimate": .5,
    "generated scam": 2.2, "bothbosu scam": .25, "robocalls-ftc scam": .4,
    "generated legitimate heard": .6, "star legitimate heard": .3, "icsi legitimate heard": .15, "bothbosu legitimate heard": .05, "multidogo legitimate heard": .05,
    "generated scam heard": .45, "bothbosu scam heard": .03, "robocalls-ftc scam heard": .05,
}


def kind_of(row: dict) -> str:
    return f"{row['source']} {row['label']}" + (" heard" if row["rendering"] == "heard" else "")


def group_of(row: dict) -> str:
    """What tells the same story: a scenario, a campaign, a kind of public dialogue, a meeting; of the shorter public calls every thousandth part."""
    if row["source"] == "bothbosu":
        return f"bothbosu/{row['category']}"
    if row["source"] in ("multidogo", "star"):
        return row["source"] + row["id"].removesuffix("-heard")[-3:]
    return row.get("scenario") or row.get("campaign") or row["id"].rsplit("-", 1)[0]


def ends_of(call: Encoded, stride: int) -> list[int]:
    """Window ends at turn ends about `stride` words apart, the first few turns and the last one always."""
    chosen, last = [], -stride
    for end in dict.fromkeys(call.cuts):
        if end - last >= stride or end <= 30 and end - last >= 8:
            chosen.append(end)
            last = end
    if call.words and call.words != last:
        chosen.append(call.words)
    return chosen


def is_positive(row: dict, call: Encoded, end: int) -> bool | None:
    """True or False, or None for a stretch of a scam call in which nothing gives it away."""
    if row["label"] != "scam":
        return False
    if row["source"] != "generated":
        return True
    start = max(0, end - WINDOW)
    for turn in row["signalTurns"]:
        first = call.ends[turn - 1] if turn else 0
        if call.ends[turn] <= end and first >= start - 10:
            return True
    return None


class Windows:
    def __init__(self, columns: dict[str, int]):
        self.columns = columns
        self.cols: list[np.ndarray] = []
        self.values: list[np.ndarray] = []
        self.labels: list[bool] = []
        self.kinds: list[str] = []
        self.stories: list[str] = []

    def add(self, call: Encoded, end: int, label: bool, kind: str, story: str, any_only: bool = False) -> None:
        cols, values = window(call, end, self.columns, any_only)
        self.cols.append(cols)
        self.values.append(values)
        self.labels.append(label)
        self.kinds.append(kind)
        self.stories.append(story)

    def matrix(self) -> csr_matrix:
        pointers = np.cumsum([0, *map(len, self.cols)])
        return csr_matrix((np.concatenate(self.values), np.concatenate(self.cols), pointers), shape=(len(self.cols), NAMED + len(self.columns)))

    def groups(self) -> np.ndarray:
        numbers = {story: n for n, story in enumerate(dict.fromkeys(self.stories))}
        return np.array([numbers[story] for story in self.stories])

    def weights(self, emphasis: np.ndarray | None = None) -> np.ndarray:
        """Each kind has its share of the whole; `emphasis` parts that share among its windows."""
        kinds = np.array(self.kinds)
        weights = np.ones(len(kinds)) if emphasis is None else emphasis.copy()
        for kind in set(self.kinds):
            here = kinds == kind
            weights[here] *= SHARES[kind] / weights[here].sum()
        return weights * len(kinds) / weights.sum()


def training_windows(rows: list[dict], calls: list[Encoded], columns: dict[str, int]) -> Windows:
    out, rng = Windows(columns), Random(11)
    for row, call in zip(rows, calls):
        for end in ends_of(call, STRIDE):
            label = is_positive(row, call, end)
            if label is not None:
                # A third of the windows is seen as if the parties could not be told apart.
                out.add(call, end, label, kind_of(row), group_of(row), any_only=rng.random() < .33)
    return out
