"""The judge's vocabulary: byte-level BPE over normalised talk, control tokens for the call's frame, one token for each
taxonomy id inside its JSON quotes (ordinary text has no quotes after normalise(), so an id never swallows a spoken word)."""
from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

CALL, REMOTE, LOCAL, MIXED, JUDGE, SCAM, UNCERTAIN, LEGITIMATE, END, PAD = CONTROL = [
    "<|call|>", "<|remote|>", "<|local|>", "<|mixed|>", "<|judge|>", "<|scam|>", "<|uncertain|>", "<|legitimate|>", "<|end|>", "<|pad|>"]
VERDICTS = [SCAM, UNCERTAIN, LEGITIMATE]
JSON_CATEGORY, JSON_SIGNALS, JSON_CLOSE = '{"category":', ',"signals":[', "]}"
NO_CATEGORY = "none"
SIZE = 4096
TAXONOMY = Path(__file__).parents[2] / "src/detection/taxonomy.json"
UNCERTAIN_AS_SCAM = json.loads((Path(__file__).parents[2] / "prompts/compact.json").read_text())["uncertainAsScam"]


def taxonomy() -> dict:
    return json.loads(TAXONOMY.read_text())


def json_tokens() -> list[str]:
    """Every token of an explanation except the comma and `<|end|>`."""
    entries = taxonomy()
    ids = [c["id"] for c in entries["categories"]] + [NO_CATEGORY] + [s["id"] for s in entries["signals"]]
    return [JSON_CATEGORY, JSON_SIGNALS, JSON_CLOSE, *(f'"{i}"' for i in dict.fromkeys(ids))]


def train_vocabulary(texts: Iterable[str], out: Path, size: int = SIZE) -> Tokenizer:
    """Merges are learnt from `texts` (already normalised); GPT-2's pre-tokenizer, which llama.cpp knows as "gpt-2"."""
    fixed = CONTROL + json_tokens()
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size - len(fixed), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), min_frequency=3, show_progress=False)
    tokenizer.train_from_iterator((" " + t for t in texts), trainer)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in CONTROL])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in json_tokens()])
    out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out))
    return tokenizer


class Vocabulary:
    """Words to token ids with a cache: the pre-tokenizer cuts at spaces, so each word encodes on its own."""

    def __init__(self, file: Path):
        self.tokenizer = Tokenizer.from_file(str(file))
        self.size = self.tokenizer.get_vocab_size()
        self.words: dict[str, list[int]] = {}

    def id(self, token: str) -> int:
        found = self.tokenizer.token_to_id(token)
        if found is None:
            raise KeyError(f"{token} is not in the vocabulary")
        return found

    def word(self, word: str) -> list[int]:
        ids = self.words.get(word)
        if ids is None:
            ids = self.words[word] = self.tokenizer.encode(" " + word).ids
        return ids

    def explanation(self, category: str, signals: list[str]) -> list[int]:
        """Token ids of `{"category":"bank","signals":["claims-bank"]}<|end|>`."""
        parts = [JSON_CATEGORY, f'"{category}"', JSON_SIGNALS]
        for n, signal in enumerate(signals):
            parts += [","] * (n > 0) + [f'"{signal}"']
        return [self.id(p) for p in [*parts, JSON_CLOSE, END]]
