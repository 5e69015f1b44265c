"""From a call to one training window: pieces as the product commits them, and the questions that hang off their ends."""
from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from calls import Call
from targets import Target, explanation_of, ordinary_target, scam_share, scam_target, unmarked_share
from vocabulary import CALL, SCAM, UNCERTAIN, LEGITIMATE, Vocabulary

WRITTEN_PIECE = 12  # words in which the product reads written calls (src/evaluation/run/spoken-pieces.ts)
CHUNK = (2, 9)      # words of a chunk of 1.2 to 2.5 s, as a line commits them
LONGEST_PIECE = 20  # words of a turn that grows

# How a turn reaches the judge. The product puts a marker before every piece that it commits: of a written call ("pieces") or a
# heard one ("chunks"). The others keep the judge from hanging on that: a turn that grows, and a turn at once.
GRAFTED = "grafted"                # source of an ordinary call into which a scam's ask was put
SMALL_TALK = -1                    # place of a turn that stands in no file: harmless, whatever call it opens
MARKED = {"generated", GRAFTED}    # sources whose turns carry all their signals
STYLES = [("pieces", .35), ("chunks", .35), ("growing", .15), ("whole", .15)]
OPENING = {"pieces", "chunks"}     # styles in which every piece has its marker


@dataclass(slots=True)
class Piece:
    party: str
    words: list[str]
    gained: list[str]  # signals that are complete with this piece
    settled: bool      # False inside a turn whose signal may have been said already: no question is asked here
    turn: int           # place of its last turn among the turns of the file
    opens: bool = True  # False when it goes on with the turn before, so that no marker stands between


@dataclass(slots=True)
class Question:
    anchor: int              # index of the last trunk token that it sees
    target: Target
    explanation: list[int] = field(default_factory=list)  # verdict token, JSON, <|end|>
    signals: frozenset[str] | None = None  # heard so far; None where nobody marked them


@dataclass(slots=True)
class Window:
    trunk: list[int]
    questions: list[Question]
    call: Call


def style_of(rng: Random) -> str:
    return rng.choices([name for name, _ in STYLES], [share for _, share in STYLES])[0]


def length_of_piece(left: int, rng: Random, style: str, split: float = .4) -> int:
    """Words of the next piece of a turn of which `left` words are left."""
    if style == "pieces":
        return min(WRITTEN_PIECE, left)
    if style == "chunks":
        return min(rng.randint(*CHUNK), left)
    if style == "whole" or left <= LONGEST_PIECE and (left < 7 or rng.random() >= split):
        return left
    return rng.randint(3, min(LONGEST_PIECE, left - 1))


def cut(call: Call, words: list[list[str]], rng: Random, style: str, merge: float = .35) -> list[Piece]:
    """The call's turns as pieces, each of which may be followed by a question."""
    pieces: list[Piece] = []
    for turn, said in zip(call.turns, words):
        rest, opens = said, True
        while rest:
            size = length_of_piece(len(rest), rng, style)
            head, rest = rest[:size], rest[size:]
            last = pieces[-1] if pieces else None
            gained = [] if rest else turn.signals
            settled = not rest or not turn.signals
            if style == "growing" and opens and last and last.party == turn.party and len(last.words) + len(head) <= LONGEST_PIECE and rng.random() < merge:
                last.words, last.gained, last.settled = last.words + head, last.gained + gained, settled
                last.turn = turn.index
            else:
                pieces.append(Piece(turn.party, list(head), list(gained), settled, turn.index, opens))
            opens = style in OPENING
    return pieces


def seen_by(call: Call, rng: Random, mixed: float = .2, turned: float = .3) -> dict[str, str]:
    """Which party marker each party gets: sometimes the source cannot tell them apart, and one-sided ordinary
    calls are turned round so that hearing one side alone says nothing."""
    parties = {t.party for t in call.turns}
    if rng.random() < mixed:
        return {p: "mixed" for p in parties}
    if not call.scam and parties in ({"local"}, {"remote"}) and rng.random() < turned:
        return {"local": "remote", "remote": "local"}
    return {}


class WindowMaker:
    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.marker = {p: vocabulary.id(f"<|{p}|>") for p in ("remote", "local", "mixed")}
        self.call = vocabulary.id(CALL)
        self.verdicts = [vocabulary.id(t) for t in (SCAM, UNCERTAIN, LEGITIMATE)]

    def tokens(self, piece: Piece) -> list[int]:
        out = [self.marker[piece.party]] if piece.opens else []
        for word in piece.words:
            out += self.vocabulary.word(word)
        return out

    def make(self, call: Call, words: list[list[str]], rng: Random, length: int, explain: float, before: list[Piece] | None = None) -> Window:
        """One window of at most `length` trunk tokens. `words` are the call's turns as heard this time; `before` is ordinary
        talk put in front of the call, so that no verdict hangs on a call's first words."""
        pieces = cut(call, words, rng, style_of(rng))
        view = seen_by(call, rng)
        for piece in pieces:
            piece.party = view.get(piece.party, piece.party)
        encoded = [self.tokens(p) for p in pieces]
        start = self.start_of(encoded, rng, length)
        pieces[start].opens = True
        encoded[start] = self.tokens(pieces[start])
        marked = call.source in MARKED
        trunk = [self.call]
        unknown = any(piece.party == "mixed" for piece in pieces)
        for n, piece in enumerate(before or []):
            party = "mixed" if unknown else view.get(piece.party, piece.party)
            trunk += self.tokens(Piece(party, piece.words, [], True, piece.turn, piece.opens or n == 0))
        signals: set[str] = set()
        heard = 0
        questions: list[Question] = []
        for piece, ids in zip(pieces[start:], encoded[start:]):
            if len(trunk) + len(ids) > length:
                break
            trunk += ids
            heard += len(piece.words)
            signals.update(piece.gained)
            if call.scam and not signals and not piece.settled:
                continue  # the ask may have been said
            if not call.scam or not signals and (call.source == GRAFTED or piece.turn == SMALL_TALK):
                target = ordinary_target()
            else:
                share = scam_share(signals) if marked else unmarked_share(heard)
                if share < 1 and not piece.settled:
                    continue
                # A window that opens after the cues is still a scam call: doubtful, not clean.
                target = scam_target(max(share, .25 if marked and start and heard > 60 else 0))
            questions.append(Question(len(trunk) - 1, target, signals=frozenset(signals) if marked else None))
            if rng.random() < explain:
                self.explain(questions[-1], call, signals, rng)
        return Window(trunk, questions, call)

    def explain(self, question: Question, call: Call, signals: set[str], rng: Random) -> None:
        scam = question.target[0] >= .5
        verdict = self.verdicts[0 if scam else 1 if call.scam else 2]
        category, named = explanation_of(call.category, call.scam and (scam or bool(signals)), signals)
        question.explanation = [verdict, *self.vocabulary.explanation(category, named)]

    @staticmethod
    def start_of(encoded: list[list[int]], rng: Random, length: int) -> int:
        """The first piece of the window: the call's first, or any from which a good part of a window is left."""
        total = sum(map(len, encoded))
        if total <= length * .8 and rng.random() < .85 or rng.random() < .4:
            return 0
        limit = total - min(total * .5, length * .7)
        reached, last = 0, 0
        for n, ids in enumerate(encoded):
            reached += len(ids)
            if reached > limit:
                break
            last = n
        return rng.randint(0, last)
