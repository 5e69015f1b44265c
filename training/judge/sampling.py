"""Which calls training sees, how often, and with which recognition errors."""
from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from random import Random

from asr_noise import RecognitionNoise
from calls import Call, normalise
from numbers_spoken import spoken
from windows import Piece, Window, WindowMaker, cut, style_of

# Share of windows per slice; a slice without an entry shares REST with its like. Ordinary talk outweighs scams, as in life.
SHARES = {
    "scam:generated": .28, "scam:robocalls-ftc": .06, "scam:bothbosu": .05,
    "ordinary:generated-hard": .15, "ordinary:generated": .12, "ordinary:star": .10, "ordinary:icsi": .11, "ordinary:multidogo": .09, "ordinary:bothbosu": .04,
}
REST = .02
RATES = [.03, .06, .1, .15, .2, .25, .3, .4]
AGAIN = .15  # share of windows from calls that were judged badly when they were last seen
KEPT = 600   # such calls remembered; the oldest are forgotten
LENGTHS = [(160, .2), (320, .35), (480, .3), (760, .15)]  # trunk tokens of a window, and how often


class Sampler:
    """Endless windows, drawn by slice, then by call."""

    def __init__(self, calls: list[Call], maker: WindowMaker, noise: RecognitionNoise, rng: Random, explain: float):
        self.maker, self.noise, self.rng, self.explain = maker, noise, rng, explain
        self.slices: dict[str, list[Call]] = defaultdict(list)
        for call in calls:
            self.slices[call.slice].append(call)
        self.names = sorted(self.slices)
        self.weights = [SHARES.get(name, REST) for name in self.names]
        self.ordinary = [c for c in calls if not c.scam]
        self.queue: dict[str, list[Call]] = {name: [] for name in self.names}
        self.misjudged: deque[Call] = deque(maxlen=KEPT)

    def learn(self, windows: list[Window], logits: list[float]) -> None:
        """Remembers ordinary calls that came near an alarm and scams that went unseen: the tail is what false alarms are made of.
        `logits` are the scam logits of all questions, window after window."""
        answers = iter(logits)
        for window in windows:
            given = [(q.target[0], next(answers)) for q in window.questions]
            alarming = not window.call.scam and max(logit for _, logit in given) > -2.5
            missed = any(target > .9 for target, _ in given) and max(logit for _, logit in given) < 0
            if alarming or missed:
                self.misjudged.append(window.call)

    def draw(self) -> Call:
        """Every call of a slice once before any comes again, and now and then one that was misjudged."""
        if len(self.misjudged) > 20 and self.rng.random() < AGAIN:
            place = self.rng.randrange(len(self.misjudged))
            call = self.misjudged[place]
            del self.misjudged[place]
            return call
        name = self.rng.choices(self.names, self.weights)[0]
        queue = self.queue[name]
        if not queue:
            queue.extend(self.slices[name])
            self.rng.shuffle(queue)
        return queue.pop()

    def words(self, call: Call) -> list[list[str]]:
        """The turns as heard this time: about half of the clean ones get fresh recognition errors."""
        rng = self.rng
        if call.rendering != "clean" or rng.random() < .45:
            return [t.words for t in call.turns]
        rate = rng.choice(RATES)
        return [normalise(self.noise.apply(spoken(t.text, rng), rate, rng)) or t.words for t in call.turns]

    def before(self) -> list[Piece]:
        """A stretch of ordinary talk, up to about 60 words."""
        other = self.rng.choice(self.ordinary)
        pieces = cut(other, [t.words for t in other.turns], self.rng, style_of(self.rng))
        start = self.rng.randrange(len(pieces))
        return pieces[start:start + self.rng.randint(1, 5)]

    def window(self) -> Window:
        call, rng = self.draw(), self.rng
        length = rng.choices([n for n, _ in LENGTHS], [w for _, w in LENGTHS])[0]
        before = self.before() if rng.random() < .12 else None
        explain = self.explain * (1 if call.scam else .3)
        return self.maker.make(call, self.words(call), rng, length, explain, before)

    def batches(self, tokens: int, pool: int = 48) -> Iterator[list[Window]]:
        """Lists of windows of like length whose padded size is about `tokens`."""
        from batches import length_of
        while True:
            windows = [w for w in (self.window() for _ in range(pool)) if w.questions]
            windows.sort(key=length_of)
            groups: list[list[Window]] = [[]]
            for window in windows:
                if groups[-1] and length_of(window) * (len(groups[-1]) + 1) > tokens:
                    groups.append([])
                groups[-1].append(window)
            self.rng.shuffle(groups)
            yield from groups
