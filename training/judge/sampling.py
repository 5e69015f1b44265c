"""Which calls training sees, how often, and with which recognition errors."""
from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from asr_noise import RecognitionNoise
from calls import Call, Turn, normalise
from numbers_spoken import spoken
from openings import openings
from targets import WEIGHT
from synonyms import Synonyms
from windows import GRAFTED, SMALL_TALK, Piece, Window, WindowMaker, cut, style_of

# Weight of each slice in the draw; a slice without an entry is not drawn. Ordinary talk outweighs scams, as in life, and false alarms are hard ordinary calls. The few heard ones
# are soon known by heart.
SHARES = {
    "scam:generated": .32, "scam:heard": .03, "scam:robocalls-ftc": .03, "scam:bothbosu": .04,
    "ordinary:generated-hard": .29, "ordinary:generated": .05, "ordinary:heard": .04, "ordinary:star": .12, "ordinary:icsi": .13, "ordinary:multidogo": .10, "ordinary:bothbosu": .03,
}
RATES = [.03, .06, .1, .15, .2, .25, .3, .4, .5, .6]  # the ear errs in half of the words it is sent
AGAIN = .15  # share of windows from calls that were judged badly when they were last seen
VARIED = [0, 0, .2, .4, .6]  # share of known phrases put in other words
GRAFT = .16  # share of windows in which a scam's ask is put into an ordinary call: the ask decides, not the setting
OPENED = .25  # share of windows whose call has small talk at its beginning: both labels alike, or the small talk itself would tell
STRONG = {signal for signal, weight in WEIGHT.items() if weight >= 1.8}
ALARMING = -1.5  # log-odds of an ordinary call that came near an alarm; all are taught -3.6
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
        self.weights = [SHARES.get(name, 0) for name in self.names]
        self.ordinary = [c for c in calls if not c.scam]
        self.asks = [(c, n) for c in calls if c.scam for n, t in enumerate(c.turns) if STRONG & set(t.signals)]
        self.queue: dict[str, list[Call]] = {name: [] for name in self.names}
        self.synonyms = Synonyms()
        self.openings = openings()
        self.everyday = [c for c in self.slices["ordinary:generated"] if c.rendering == "clean" and {t.party for t in c.turns} == {"remote", "local"}]
        self.misjudged: deque[Call] = deque(maxlen=KEPT)

    def learn(self, windows: list[Window], logits: list[float]) -> None:
        """Remembers ordinary calls that came near an alarm and scams that went unseen: the tail is what false alarms are made of.
        `logits` are the log-odds of all questions as the product reads them, window after window."""
        answers = iter(logits)
        for window in windows:
            given = [(q.target[0], next(answers)) for q in window.questions]
            alarming = not window.call.scam and max(logit for _, logit in given) > ALARMING
            missed = any(target > .9 for target, _ in given) and max(logit for _, logit in given) < 0
            if (alarming or missed) and window.call.source != GRAFTED:
                self.misjudged.append(window.call)

    def draw(self, ordinary: bool = False) -> Call:
        """Every call of a slice once before any comes again, and now and then one that was misjudged."""
        if not ordinary and len(self.misjudged) > 20 and self.rng.random() < AGAIN:
            place = self.rng.randrange(len(self.misjudged))
            call = self.misjudged[place]
            del self.misjudged[place]
            return call
        weights = [w * (not ordinary or name.startswith("ordinary")) for name, w in zip(self.names, self.weights)]
        name = self.rng.choices(self.names, weights)[0]
        queue = self.queue[name]
        if not queue:
            queue.extend(self.slices[name])
            self.rng.shuffle(queue)
        return queue.pop()

    def grafted(self) -> Call:
        """Ordinary talk with a strong moment of a scam in it, and up to three turns before and two after that."""
        rng = self.rng
        host = self.draw(ordinary=True)
        place = rng.randint(1, len(host.turns))
        scam, at = rng.choice(self.asks)
        moments = [turn for turn in scam.turns[max(0, at - rng.randint(0, 3)):at + rng.randint(1, 3)]]
        view = {p: "mixed" for p in ("remote", "local")} if "mixed" in {t.party for t in [*host.turns, *moments]} else {}
        turns = [Turn(view.get(t.party, t.party), t.words, [s for s in t.signals if s in WEIGHT] if t in moments else [], t.text, 0)
                 for t in [*host.turns[max(0, place - 14):place], *moments, *host.turns[place:place + 6]]]
        return Call(f"{host.id}+{scam.id}", True, scam.category, GRAFTED, host.hard, "clean" if scam.rendering == host.rendering == "clean" else "recognised", turns)

    def opened(self, call: Call) -> Call:
        """The call with small talk, or with how an everyday call begins, after its first turns; heard as badly as the rest."""
        rng = self.rng
        parties = {t.party for t in call.turns}
        if len(parties) == 1 and parties != {"mixed"} or call.source == "bothbosu":
            return call  # a recording does not chat; where no signal is marked, small talk would count as words of a scam
        said = rng.choice(self.openings) if rng.random() < .6 else rng.choice(self.everyday).turns[:rng.randint(2, 7)]
        rate = 0 if call.rendering == "clean" else rng.choice(RATES)
        talk = [Turn("mixed" if "mixed" in parties else t.party, normalise(self.noise.apply(spoken(t.text, rng), rate, rng) if rate else t.text), [], t.text, SMALL_TALK) for t in said]
        place = rng.choice([0, 1, 1, 2])
        return replace(call, turns=[*call.turns[:place], *(t for t in talk if t.words), *call.turns[place:]])

    def words(self, call: Call) -> list[list[str]]:
        """The turns as heard this time: often in other words, and about half of the clean ones with fresh recognition errors."""
        rng = self.rng
        varied = rng.choice(VARIED)
        if call.rendering == "heard":
            return [t.words for t in call.turns]
        if call.rendering != "clean" or rng.random() < .45:
            return [self.synonyms.vary(t.words, varied, rng) if varied else t.words for t in call.turns]
        rate = rng.choice(RATES)
        if varied:
            return [normalise(self.noise.apply(" ".join(self.synonyms.vary(t.words, varied, rng)), rate, rng)) or t.words for t in call.turns]
        return [normalise(self.noise.apply(spoken(t.text, rng), rate, rng)) or t.words for t in call.turns]

    def before(self) -> list[Piece]:
        """A stretch of ordinary talk, up to about 60 words."""
        other = self.rng.choice(self.ordinary)
        pieces = cut(other, [t.words for t in other.turns], self.rng, style_of(self.rng))
        start = self.rng.randrange(len(pieces))
        return pieces[start:start + self.rng.randint(1, 5)]

    def window(self) -> Window:
        rng = self.rng
        call = self.grafted() if self.asks and rng.random() < GRAFT else self.draw()
        if rng.random() < OPENED:
            call = self.opened(call)
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
