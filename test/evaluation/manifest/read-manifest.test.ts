import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/evaluation/manifest/read-manifest.js';
import { selectCalls } from '../../../src/evaluation/manifest/select.js';
import { repository } from '../../helpers/shipped.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-manifest-'));
  await writeFile(join(folder, 'a.wav'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const row = (changes: Record<string, unknown> = {}) => ({
  id: 'one',
  label: 'scam',
  category: 'bank',
  source: 'made-up',
  licence: 'Apache-2.0',
  split: 'test',
  turns: [{ party: 'remote', text: 'hello' }],
  ...changes,
});

async function read(...lines: unknown[]) {
  const file = join(folder, 'manifest.jsonl');
  await writeFile(
    file,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return readManifest(file);
}

it('reads a good row, from a folder, a file and a packed file alike', async () => {
  const manifest = await read(row(), '');
  expect(manifest.problems).toEqual([]);
  expect(manifest.calls.map(({ id }) => id)).toEqual(['one']);
  expect((await readManifest(folder)).calls).toEqual(manifest.calls);
  expect((await read(`\uFEFF${JSON.stringify(row())}`)).calls).toEqual(manifest.calls);
  const packed = join(folder, 'packed.jsonl.gz');
  await writeFile(packed, gzipSync(`${JSON.stringify(row())}\n`));
  expect((await readManifest(packed)).calls.map(({ id }) => id)).toEqual(['one']);
});

describe('a broken row costs only itself', () => {
  it.each([
    ['{"id": 1', 'not JSON'],
    [row({ label: 'legit' }), '/label must be "scam" or "legitimate"'],
    [row({ label: 1 }), '/label must be "scam" or "legitimate"'],
    [row({ split: 'validation' }), '/split must be "train", "dev" or "test"'],
    [row({ turns: [{ party: 'Agent', text: 'hi' }] }), '/turns/0/party must be "remote" (who may be'],
    [row({ category: 'bnak' }), '"bnak" is no category of scams: bank, government, tech-support, '],
    [row({ split: undefined }), 'split'],
    [row({ turns: [] }), 'neither audio nor turns'],
    [row({ turns: [{ party: 'remote', text: '[silence] ...' }] }), 'neither audio nor a word in any turn'],
    [row({ turns: undefined, audio: 'missing.wav' }), 'there is no audio file missing.wav'],
    [row({ audio: '../../etc/passwd' }), "outside of the manifest's folder"],
    [row({ extractionCueTurn: 4 }), 'there is no turn 4'],
    [row({ turns: [{ party: 'remote', text: 'hi', startMs: 5 }] }), 'only one of startMs and endMs'],
    [row({ turns: [{ party: 'remote', text: 'hi', startMs: 5, endMs: 1 }] }), 'ends before it starts'],
    [row({ id: 'good' }), 'stands there twice'],
  ])('%j', async (broken, reason) => {
    const { calls, problems } = await read(row({ id: 'good' }), broken, row({ id: 'other' }));
    expect(calls.map(({ id }) => id)).toEqual(['good', 'other']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(2);
    expect(problems[0]?.reason).toContain(reason);
  });
});

it('lets an ordinary call be about anything', async () => {
  const { calls, problems } = await read(row({ label: 'legitimate', category: 'knitting' }));
  expect([calls.length, problems, calls[0]?.category]).toEqual([1, [], 'knitting']);
});

it('remarks on keys, signals and stages that nobody knows, each once', async () => {
  const turn = { party: 'remote', text: 'hi', signals: ['asks-code', 'asks-cod'], stage: 'hok', startMS: 1 };
  const { calls, problems, remarks } = await read(
    row(),
    row({ id: 'two', extractionCue: 4, turns: [turn] }),
    row({ id: 'three', extractionCue: 9 }),
  );
  expect([calls.length, problems]).toEqual([3, []]);
  expect(remarks.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '2: a call has no key "extractionCue" (docs/manifest.schema.json): it is ignored (2 rows, this is the first)',
    '2: a turn has no key "startMS" (docs/manifest.schema.json): it is ignored',
    '2: the taxonomy knows no signal "asks-cod"',
    '2: the taxonomy knows no stage "hok": opening, hook, pressure, isolation, extraction',
  ]);
});

it('has nothing to say of what training/text writes for itself', async () => {
  const { remarks } = await read(
    row({ campaign: 'campaign-3', turns: [{ party: 'remote', text: 'hallo', said: 'hello' }] }),
  );
  expect(remarks).toEqual([]);
});

it('remarks on a cue that a recording cannot place', async () => {
  const recorded = { audio: 'a.wav', extractionCueTurn: 0 };
  const timed = [{ party: 'remote', text: 'hi', startMs: 1, endMs: 700 }];
  const { remarks } = await read(
    row({ ...recorded, turns: timed }),
    row({ ...recorded, id: 'two', extractionCueMs: 5 }),
    row({ id: 'three', extractionCueTurn: 0 }),
    row({ ...recorded, id: 'four' }),
    row({ id: 'five', turns: timed, firstCueMs: 1, extractionCueMs: 41_000 }),
  );
  expect(remarks.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '2: extractionCueMs is a time, but not all turns have theirs: written turns are given others, at 150 words a minute',
    '4: extractionCueTurn names a turn without startMs: nobody knows when the recording comes to it',
    '5: extractionCueMs lies after the last turn: are all times of the row in ms?',
  ]);
});

it('remarks on times that look like seconds', async () => {
  const said = (endMs: number) => [{ party: 'remote', text: 'this is your bank', startMs: 0, endMs }];
  const { remarks } = await read(
    row({ turns: said(1.8) }),
    row({ id: 'two', turns: said(1800) }),
    row({ id: 'three', turns: [{ party: 'remote', text: 'this is your bank' }] }),
  );
  expect(remarks.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '1: its words would all be said in an instant: are startMs and endMs in ms?',
  ]);
});

it('takes an audio path beside the manifest and an absolute one', async () => {
  const absolute = join(folder, 'a.wav');
  const { calls } = await read(
    row({ audio: 'a.wav' }),
    row({ id: 'two', audio: { remote: absolute, local: absolute } }),
  );
  expect(calls.map(({ line }) => line)).toEqual([1, 2]);
  expect(calls.map(({ recording }) => recording)).toEqual([
    { file: absolute },
    { remote: absolute, local: absolute },
  ]);
});

it('says which manifest is missing or damaged', async () => {
  await expect(readManifest(join(folder, 'none'))).rejects.toMatchObject({ code: 'CW_MANIFEST_MISSING' });
  const damaged = join(folder, 'damaged.jsonl.gz');
  await writeFile(damaged, 'no gzip');
  await expect(readManifest(damaged)).rejects.toMatchObject({ code: 'CW_MANIFEST_UNREADABLE' });
});

it.each([
  ['a table', Buffer.from('id,label\none,scam\n'), /no line that is a call as JSON/],
  [
    'one array of all calls',
    Buffer.from(JSON.stringify([row(), row({ id: 'two' })], null, 1)),
    /no line that is a call/,
  ],
  ['UTF-16', Buffer.from(`\uFEFF${JSON.stringify(row())}`, 'utf16le'), /UTF-16; save it as UTF-8/],
])('says what is wrong with a manifest that is %s', async (_what, bytes, why) => {
  const file = join(folder, 'other.jsonl');
  await writeFile(file, bytes);
  await expect(readManifest(file)).rejects.toMatchObject({
    code: 'CW_MANIFEST_UNREADABLE',
    message: expect.stringMatching(why),
  });
});

it('unpacks what is packed, whatever it is called, and takes no pipe for a recording', async () => {
  const file = join(folder, 'packed.jsonl');
  execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
  await writeFile(
    file,
    gzipSync([row(), row({ id: 'two', audio: 'pipe.wav' })].map((one) => JSON.stringify(one)).join('\n')),
  );
  const { calls, problems } = await readManifest(file);
  expect(calls.map(({ id }) => id)).toEqual(['one']);
  expect(problems.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    '2: pipe.wav is no audio file but a folder, pipe or device',
  ]);
});

it('accepts every row of the fixtures', async () => {
  const { calls, problems, remarks } = await readManifest(join(repository, 'audio-fixtures'));
  expect([problems, remarks]).toEqual([[], []]);
  expect(calls).toHaveLength(16);
});

describe('a sample', () => {
  const calls = Array.from({ length: 100 }, (_, i) => ({
    id: String(i),
    label: i < 20 ? ('scam' as const) : ('legitimate' as const),
    category: 'x',
    source: i % 2 === 0 ? 'a' : 'b',
    licence: 'x',
    split: i % 10 === 0 ? ('dev' as const) : ('test' as const),
    corpus: 'c',
  }));

  it('keeps the shares of labels and sources, and is the same for the same seed', () => {
    const drawn = selectCalls(calls, { split: 'all', limit: 20, seed: 4 });
    expect(drawn).toHaveLength(20);
    expect(drawn.filter(({ label }) => label === 'scam')).toHaveLength(4);
    expect(drawn.filter(({ source }) => source === 'a')).toHaveLength(10);
    expect(selectCalls(calls, { split: 'all', limit: 20, seed: 4 })).toEqual(drawn);
    expect(selectCalls(calls, { split: 'all', limit: 20, seed: 5 })).not.toEqual(drawn);
  });

  it('takes one split', () => {
    expect(selectCalls(calls, { split: 'dev', seed: 1 })).toHaveLength(10);
  });
});
