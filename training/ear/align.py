"""Where every word of a shard begins and ends, so that the trainer can cut pieces out of running speech as the product does.

    python align.py ../../models/ear-en/ear-en.checkpoint.pt 0 1     # part 0 of 1; beside every shard a .words, skipped where there is one

An ear's own phones (the CTC head) are laid over the text it was spoken from: Viterbi over the states blank, phone, blank, phone, …
"""
import json
import sys
import time

import numpy as np
import torch

import mel
import model
from paths import DATA, SHARDS

WINDOW, EDGE = 500, 50                                   # frames of 10 ms: what an ear was trained on, and what is cut off at seams
PER_STEP = 2                                             # frames in a step of the encoder
WORST = -2.6                                             # mean log probability of a step: below it the text was not found in the sound


def windows(frames):
    """(start, end, first and last frame that are kept) of overlapping windows."""
    start = 0
    while True:
        end = min(frames, start + WINDOW)
        yield start, end, start + (EDGE if start else 0), end - (EDGE if end < frames else 0)
        if end == frames:
            return
        start = end - 2 * EDGE


@torch.no_grad()
def phone_scores(ear, power):
    """Log probabilities (steps, phones + blank) of a clip of any length."""
    parts = []
    for start, end, first, last in windows(len(power)):
        features = torch.from_numpy(mel.normalised(power[start:end]).T[None].copy())
        log = ear.ctc(ear.encode(features))[0].float().log_softmax(-1)
        parts.append(log[(first - start) // PER_STEP:(last - start + 1) // PER_STEP])
    return torch.cat(parts).numpy()


def path_of(scores, phones):
    """The likeliest step of every phone's first and last emission, [(first, last)], and the mean score; None if the text is too long."""
    blank = scores.shape[1] - 1
    states = np.full(2 * len(phones) + 1, blank)
    states[1::2] = phones
    may_skip = np.zeros(len(states), bool)
    may_skip[3::2] = states[3::2] != states[1:-2:2]
    emitted = scores[:, states]
    best = np.full(len(states), -np.inf)
    best[:2] = emitted[0, :2]
    came = np.zeros((len(scores), len(states)), np.int8)
    for t in range(1, len(scores)):
        one = np.concatenate([[-np.inf], best[:-1]])
        two = np.where(may_skip, np.concatenate([[-np.inf, -np.inf], best[:-2]]), -np.inf)
        choices = np.stack([best, one, two])
        came[t] = choices.argmax(0)
        best = choices.max(0) + emitted[t]
    state = len(states) - 1 if best[-1] >= best[-2] else len(states) - 2
    if not np.isfinite(best[state]):
        return None
    score, spans = best[state] / len(scores), {}
    for t in range(len(scores) - 1, -1, -1):
        if state % 2:
            spans[state // 2] = (t, spans.get(state // 2, (t, t))[1])
        state -= int(came[t, state])
    return [spans[i] for i in range(len(phones))], score


def bounds_of(power, text, lexicon, ear):
    """Frames where the words of a text meet, ends included (words + 1 numbers); None where the text was not found."""
    pronounced = [lexicon.get(w) for w in text.split()]
    if not all(pronounced):
        return None
    found = path_of(phone_scores(ear, power), [p for word in pronounced for p in word])
    if not found or found[1] < WORST:
        return None
    spans, bounds, at = found[0], [0], 0
    for word in pronounced[:-1]:
        at += len(word)
        bounds.append((spans[at - 1][1] + 1 + spans[at][0]) * PER_STEP // 2)
    return [*bounds, len(power)]


def main():
    torch.set_num_threads(1)
    ear, _ = model.load(sys.argv[1])
    lexicon = json.load(open(DATA / 'phones.json'))['lex']
    part, parts = map(int, sys.argv[2:])
    for path in sorted(SHARDS.glob('*.json'))[part::parts]:
        target = path.with_suffix('.words')
        if target.exists():
            continue
        began, book = time.time(), json.load(open(path))
        logs = np.load(path.with_suffix('.mel.npy'), mmap_mode='r')
        bounds = [bounds_of(10. ** np.asarray(logs[a:b], np.float32), meta['text'], lexicon, ear)
                  for a, b, meta in zip(book['off'], book['off'][1:], book['meta'])]
        unfinished = target.with_suffix('.part-words')
        unfinished.write_text(json.dumps(bounds))
        unfinished.rename(target)
        print(target.name, sum(b is not None for b in bounds), 'of', len(bounds), f'found, {time.time() - began:.0f} s', flush=True)


if __name__ == '__main__':
    main()
