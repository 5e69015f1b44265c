import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngines } from '../../src/calls/engines.js';
import { defaultConfig } from '../../src/config/load.js';
import { loadCalibration, parseCalibration } from '../../src/detection/calibration.js';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { readManifest } from '../../src/evaluation/manifest/read-manifest.js';
import { highestJudge, replayHighest } from '../../src/evaluation/replay.js';
import { composeReport } from '../../src/evaluation/report/compose.js';
import { toMarkdown } from '../../src/evaluation/report/markdown.js';
import type { EvaluationReport } from '../../src/evaluation/report/record.js';
import { resultHash } from '../../src/evaluation/report/result-hash.js';
import { callwarden } from '../helpers/command.js';
import { repository } from '../helpers/shipped.js';

const OPTIONS = {
  split: 'test',
  seed: 1,
  realtime: false,
  ablate: false,
  version: '0',
  signal: new AbortController().signal,
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callwarden-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** One fixture as a recording, the others as the text of their labels. */
async function manifest(): Promise<string> {
  const fixtures = `${repository}audio-fixtures/`;
  const heard = ['scam-bank-safe-account'];
  const lines = (await readFile(`${fixtures}manifest.jsonl`, 'utf8')).trimEnd().split('\n');
  const rows = lines.map((line) => {
    const { audio, ...row } = JSON.parse(line);
    return heard.includes(row.id) ? { ...row, audio: `${fixtures}${audio}` } : row;
  });
  const file = join(folder, 'manifest.jsonl');
  await writeFile(file, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return file;
}

/** Without times, and without what a prefix left in the judge's cache by an earlier call saves. */
function withoutTimes({ calls }: EvaluationReport) {
  return calls.map(({ cost: { judged, tokens }, ...call }) => ({ ...call, judged, whole: tokens.whole }));
}

describe('the shipped models over the fixtures', () => {
  let report: EvaluationReport;
  beforeAll(async () => {
    report = await evaluate([await readManifest(await manifest())], defaultConfig(), OPTIONS);
  });

  it('runs recordings, their labels and written calls', () => {
    const kinds = report.calls.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'audio')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'labels')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'text')).toHaveLength(15);
    expect(report.problems).toEqual([]);
  });

  it('hears most words of a recording and notes who said them', () => {
    const call = report.calls.find(({ kind, id }) => kind === 'audio' && id === 'scam-bank-safe-account');
    const remote = call?.hearing?.parties.find(({ party }) => party === 'remote');
    expect(remote?.words).toBeGreaterThan(50);
    expect(call?.words).toBeGreaterThan(50);
    expect(call?.parties).toBe('both');
    expect(call?.extractionCueMs).toBeGreaterThan(20_000);
  });

  it('keeps evidence that gives the same risk again', () => {
    const calibration = parseCalibration(report.calibration);
    for (const call of report.calls) {
      expect(replayHighest(call.evidence, calibration), call.id).toBe(call.score);
    }
  });

  it('scores the written scams above the written ordinary calls, on the whole', () => {
    const mean = (label: string) => {
      const scores = report.calls
        .filter((c) => c.kind === 'text' && c.label === label)
        .map(({ score }) => score);
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    };
    expect(mean('scam')).toBeGreaterThan(mean('legitimate'));
  });

  it('gives the same result again, also of a manifest that is given twice', async () => {
    const file = await manifest();
    const again = await evaluate(
      [await readManifest(file), await readManifest(file)],
      defaultConfig(),
      OPTIONS,
    );
    expect(withoutTimes(again)).toEqual(withoutTimes(report));
    expect(resultHash(again)).toBe(resultHash(report));
  });
});

it('asks the judge in other words at the same moments', async () => {
  const prompts = join(folder, 'other-words');
  await cp(`${repository}prompts`, prompts, { recursive: true });
  const compact = JSON.parse(await readFile(join(prompts, 'compact.json'), 'utf8'));
  const { remote, local } = compact.party;
  await writeFile(
    join(prompts, 'compact.json'),
    JSON.stringify({ ...compact, party: { ...compact.party, remote: local, local: remote } }),
  );
  const manifests = [await readManifest(await manifest())];
  const report = await evaluate(manifests, defaultConfig(), {
    ...OPTIONS,
    rubrics: [`${repository}prompts`, prompts],
  });
  const [own, other] = report.run.rubrics ?? [];
  expect([own?.name, other?.name]).toEqual(['prompts', 'other-words']);
  expect(own?.promptHash).toBe(report.run.promptHash);
  expect(other?.promptHash).not.toBe(own?.promptHash);
  const written = report.calls.filter(({ kind }) => kind === 'text');
  // The cache is filled in other steps, which rounds a little differently.
  const answers = written.flatMap(({ rubrics, evidence }) => {
    const [again, said] = [rubrics?.[0] ?? null, highestJudge(evidence) ?? null];
    expect(again === null).toBe(said === null);
    return again === null || said === null ? [] : Math.abs(again - said);
  });
  expect(answers.length).toBeGreaterThan(5);
  expect(Math.max(...answers)).toBeLessThan(0.1);
  expect(written.some(({ rubrics }) => rubrics?.[0] !== rubrics?.[1])).toBe(true);
  const { blocks } = composeReport(report);
  expect(toMarkdown('t', blocks)).toContain(`rubric other-words (${other?.promptHash})`);
});

it('loads the calibration it is told to judge with', async () => {
  const calibration = await loadCalibration(`${repository}models/calibration-en.json`);
  const file = join(folder, 'calibration.json');
  const provenance = { ...calibration.provenance, models: { ear: 'x', gate: 'y', judge: 'z' } };
  await writeFile(file, JSON.stringify({ ...calibration, prior: 0.123, provenance }));
  const config = defaultConfig();
  await using engines = await loadEngines({
    ...config,
    detection: { ...config.detection, judge: null, calibration: file },
  });
  expect(engines.calibration.prior).toBe(0.123);
  expect(engines.uncalibrated).toEqual([expect.stringContaining('another gate')]);
});

describe('callwarden evaluate', () => {
  const run = (...args: string[]) => callwarden(['evaluate', '--no-judge', ...args]);
  const row = { id: 'a', label: 'scam', category: 'bank', source: 's', licence: 'l', split: 'test' };
  const written = {
    ...row,
    turns: [{ party: 'remote', text: 'read me the code on the back of the gift card' }],
  };

  async function lines(name: string, ...rows: unknown[]): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, rows.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n'));
    return file;
  }

  it('skips broken rows, says how many, and writes the report', async () => {
    const file = await lines('mixed.jsonl', { ...written, extra: 1 }, 'broken', {
      ...row,
      id: 'b',
      audio: 'gone.wav',
    });
    const out = join(folder, 'out');
    const { status, stdout, stderr } = await run(file, '--out', out);
    expect(stderr).toContain('line 2: not JSON');
    expect(stderr).toContain('line 3: there is no audio file gone.wav');
    expect(stderr).toContain('rows that are broken and skipped: 2 [CW_MANIFEST_ROW]');
    expect(stderr).toContain('line 1: a call has no key "extra"');
    expect(stderr).toContain('remarks on rows that are used: 1');
    expect(stdout).toContain('There is no ordinary call among these');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('<!doctype html>');
    expect(status).toBe(0);
  });

  it('draws a report again from its record alone', async () => {
    const file = await lines('again.jsonl', written);
    const [first, again] = [join(folder, 'first'), join(folder, 'again')];
    await run(file, '--out', first);
    const drawn = await callwarden(['evaluate', '--from', join(first, 'report.json'), '--out', again]);
    expect(drawn.status).toBe(0);
    for (const name of ['report.html', 'report.md', 'report.json'])
      expect(await readFile(join(again, name), 'utf8'), name).toBe(await readFile(join(first, name), 'utf8'));
  });

  it('tells which recording was cut off and which could not be run, and counts them', async () => {
    const sound = await readFile(`${repository}audio-fixtures/legit-delivery-door-code.wav`);
    await writeFile(join(folder, 'cut.wav'), sound.subarray(0, 20_000));
    await writeFile(join(folder, 'text.wav'), 'no recording');
    const file = await lines(
      'sounds.jsonl',
      { ...row, id: 'cut', audio: 'cut.wav' },
      { ...row, id: 'text', audio: 'text.wav' },
    );
    const { status, stderr } = await run(file, '--out', join(folder, 'sounds'));
    expect(status).toBe(0);
    expect(stderr).toMatch(/line 2: text: .*\[CW_AUDIO_UNKNOWN\]/);
    expect(stderr).toContain('calls that could not be run: 1');
    expect(stderr).toMatch(/line 1: cut: .*\[CW_AUDIO_TRUNCATED\]/);
    const markdown = await readFile(join(folder, 'sounds', 'report.md'), 'utf8');
    expect(markdown).toContain('Calls that were run, but: 1');
    expect(markdown).toContain('Rows that could not be used: 1');
  });

  it('keeps what was measured when no threshold meets the budget', async () => {
    const dev = { ...written, split: 'dev' };
    // The same words are a scam and an ordinary call: no threshold can tell them apart.
    const loud = Array.from({ length: 6 }, (_, i) => ({
      party: 'remote',
      text: `this is the fraud department of your bank buy gift cards and read me the code number ${i} do not tell anybody`,
    }));
    const rows = Array.from({ length: 60 }, (_, i) => ({
      ...dev,
      id: `c${i}`,
      label: i < 58 ? 'scam' : 'legitimate',
      turns: loud,
    }));
    const out = join(folder, 'kept');
    const file = await lines('loud.jsonl', ...rows);
    const { status, stderr } = await run(file, '--calibrate', '--budget', '0 per 100h', '--out', out);
    expect(stderr).toContain('[CW_CALIBRATION_BUDGET]');
    expect(stderr).toContain(`what was measured is in ${join(out, 'report.json')}`);
    expect(status).toBe(65);
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')).calls).toHaveLength(60);
  });

  it('needs a judge to try a rubric on', async () => {
    const file = await lines('rubric.jsonl', written);
    const { stderr, status } = await run(
      file,
      '--rubric',
      `${repository}prompts`,
      '--out',
      join(folder, 'none'),
    );
    expect(stderr).toContain('[CW_USAGE]');
    expect(status).toBe(64);
  });

  it.each([
    ['an empty manifest', [], [], 'CW_MANIFEST_EMPTY', 65],
    ['no call of the split', [written], ['--split', 'dev'], 'CW_MANIFEST_EMPTY', 65],
    ['calibrating on test calls', [written], ['--calibrate'], 'CW_CALIBRATION_DATA', 65],
    ['calibrating on one class', [{ ...written, split: 'dev' }], ['--calibrate'], 'CW_CALIBRATION_DATA', 65],
    ['a budget that is none', [written], ['--calibrate', '--budget', 'few'], 'CW_USAGE', 64],
  ])('says what is wrong with %s', async (_, rows, args, code, status) => {
    const file = await lines('bad.jsonl', ...rows);
    const result = await run(file, '--out', join(folder, 'bad'), ...args);
    expect(result.stderr).toContain(`[${code}]`);
    expect(result.status).toBe(status);
  });
});
