"""Which texts stand word for word inside others: a text that was trained on inside a longer one is not held out."""
from paths import DATA


def heard_in(paths):
    """What is to be heard in every text of some texts_*.tsv."""
    return [line.rstrip('\n').split('\t')[2] for path in sorted(paths) for line in open(path)]


def training_texts():
    """What is trained on, as texts.py and scenario_texts.py left it; nothing where they were not run."""
    return heard_in(path for path in DATA.glob('texts_*.tsv') if not path.stem.startswith('texts_held'))


class Within:
    """Whether a text stands in one of many longer ones, as words in a row."""

    def __init__(self, texts):
        self.all = '\n'.join(f' {t} ' for t in texts)

    def __contains__(self, text):
        return f' {text} ' in self.all


class Containing:
    """Whether a text has one of many shorter ones of at least `shortest` words in it, as words in a row."""

    def __init__(self, texts, shortest):
        self.phrases = {tuple(t.split()) for t in texts if len(t.split()) >= shortest}
        self.lengths = sorted({len(p) for p in self.phrases})

    def __contains__(self, text):
        words = text.split()
        return any(tuple(words[i:i + n]) in self.phrases for n in self.lengths for i in range(len(words) - n + 1))
