import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCalibration } from '../../../src/detection/calibration.js';
import { composeReport } from '../../../src/evaluation/report/compose.js';
import { toHtml } from '../../../src/evaluation/report/html.js';
import { toMarkdown } from '../../../src/evaluation/report/markdown.js';
import type { CallRecord, EvaluationReport } from '../../../src/evaluation/report/record.js';
import { readReport, writeReport } from '../../../src/evaluation/report/store.js';
import { summaryOf } from '../../../src/evaluation/report/summary.js';
import { repository } from '../../helpers/shipped.js';
import { record, report } from '../records.js';

const calibration = await loadCalibration(`${repository}models/calibration-en.json`);

/** Two of three scams alerted, one of four ordinary calls. */
const CALLS: CallRecord[] = [
  scam('a', 0.95, 10_000),
  scam('b', 0.9, 40_000),
  scam('c', 0.2, undefined),
  record({ id: 'd', score: 0.3, words: 90 }),
  record({ id: 'e', score: 0.1 }),
  record({ id: 'f', score: 0.05, synthetic: true }),
  record({
    id: 'g',
    score: 0.6,
    hardNegative: true,
    alerts: [{ level: 'suspicious', atMs: 5000, category: 'bank', score: 0.6 }],
  }),
];

function scam(id: string, score: number, alertMs: number | undefined): CallRecord {
  return record({
    id,
    label: 'scam',
    category: 'bank',
    score,
    firstCueMs: 5000,
    extractionCueMs: 30_000,
    evidence: [{ atMs: 5000, gate: score * 4, signals: [{ signal: 'claims-bank', party: 'remote' }] }],
    alerts:
      alertMs === undefined
        ? []
        : [{ level: 'scam', atMs: alertMs, category: id === 'a' ? 'bank' : 'refund', score }],
  });
}

/** The cells of the row that begins with `first`, in the first table below a heading. */
function cells(markdown: string, below: string, first: string): string[] {
  const part = markdown.slice(markdown.indexOf(below));
  const line = part.split('\n').find((text) => text.startsWith(`| ${first} |`)) ?? '';
  return line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);
}

describe('a report worked by hand', () => {
  const { blocks, title, figures } = composeReport(report(CALLS, calibration));
  const markdown = toMarkdown(title, blocks);

  it('tells recall, and that few calls prove little', () => {
    const product = figures['text']?.detectors[0];
    expect(product?.detector).toBe('Callwarden');
    expect(product?.recallAt1Percent.value).toBeCloseTo(2 / 3, 12);
    expect(markdown).toContain('3 scams, 4 ordinary calls (4.00 h)');
    expect(markdown).toContain('4 ordinary calls are too few for 1 %');
  });

  it('tells alerts by level, and false alerts of real calls apart', () => {
    const [any, sure] = figures['text']?.alerts ?? [];
    expect(any).toMatchObject({ level: 'suspicious or scam', falseCalls: 1 });
    expect(any?.found.value).toBeCloseTo(2 / 3, 12);
    expect(any?.falsePer100h.value).toBeCloseTo(25, 9);
    expect(any?.falsePer100hReal.value).toBe(0);
    expect(sure).toMatchObject({ level: 'scam', falseCalls: 0 });
    expect(sure?.precision.value).toBe(1);
  });

  it('tells how soon, and whether before the ask', () => {
    const row = cells(markdown, '### Time to alert', 'any alert');
    expect(row.slice(1, 6)).toEqual(['3', '40.0 s', 'never', '35.0 s', '3']);
    expect(row[6]).toMatch(/^33\.3 %/);
  });

  it('tells what scams were taken for', () => {
    expect(cells(markdown, '### Confusion by category', 'bank')).toEqual([
      'bank',
      '3',
      expect.stringMatching(/^66\.7/),
      '1',
      '1',
      '1',
    ]);
  });

  it('has baselines beside the product in the slices', () => {
    const header = markdown
      .slice(markdown.indexOf('### Slices'))
      .split('\n')
      .find((line) => line.startsWith('| slice'));
    for (const name of ['Callwarden', 'gate alone', 'keyword list', 'transcript length', 'majority']) {
      expect(header).toContain(name);
    }
  });

  it('is one page that needs nothing else', () => {
    const html = toHtml(title, blocks);
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/https?:|<script|<link|@import|url\(|src=/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
});

it('escapes what stands in manifests', () => {
  const { blocks } = composeReport(
    report([record({ id: '<script>alert(1)</script>' }), scam('x|y', 0.9, 1)], calibration),
  );
  expect(toHtml('t', blocks)).not.toContain('<script>');
  expect(toMarkdown('t', blocks)).toContain('x\\|y');
});

describe('sets that give no curve', () => {
  it.each([
    ['no scam', [record()], 'There is no scam among these calls'],
    ['no ordinary call', [scam('a', 0.9, 1000)], 'There is no ordinary call among these'],
  ])('%s', (_, calls, sentence) => {
    const { blocks } = composeReport(report(calls, calibration));
    const markdown = toMarkdown('t', blocks);
    expect(markdown).toContain(sentence);
    expect(markdown).not.toMatch(/NaN|undefined/);
    expect(markdown).not.toContain('### Curves');
  });

  it('says what a perfect score on few calls proves', () => {
    const { blocks } = composeReport(
      report([scam('a', 0.9, 1), scam('b', 0.8, 1), record(), record({ id: 'q' })], calibration),
    );
    expect(toMarkdown('t', blocks)).toContain(
      'A perfect score on 2 scams: all that it proves is a recall of at least',
    );
  });
});

describe('report.json', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callwarden-report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the same report again, byte for byte', async () => {
    const first = await writeReport(join(folder, 'first'), report(CALLS, calibration));
    const again = await writeReport(join(folder, 'again'), await readReport(first.json));
    for (const kind of ['html', 'markdown', 'json'] as const) {
      expect(await readFile(again[kind], 'utf8')).toBe(await readFile(first[kind], 'utf8'));
    }
  });

  it('is refused when it is something else', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{"version": 1}');
    await expect(readReport(file)).rejects.toMatchObject({ code: 'CW_REPORT_INVALID' });
    await writeFile(file, 'no json');
    await expect(readReport(file)).rejects.toMatchObject({ code: 'CW_REPORT_INVALID' });
    await expect(readReport(join(folder, 'none'))).rejects.toMatchObject({ code: 'CW_FILE_MISSING' });
  });

  it('sums up without naming a place on this machine', () => {
    const told: EvaluationReport = report(CALLS, calibration);
    const summary = summaryOf({
      ...told,
      problems: [{ corpus: 'c', line: 1, reason: '/home/somebody/x.wav' }],
    });
    expect(summary).not.toContain('/home/');
    expect(summary).toContain('1 rows could not be used.');
  });
});
