import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCalibration } from '../../../src/detection/calibration.js';
import { composeReport } from '../../../src/evaluation/report/compose.js';
import { headlinesOf } from '../../../src/evaluation/report/headlines.js';
import { toHtml } from '../../../src/evaluation/report/html.js';
import { toMarkdown } from '../../../src/evaluation/report/markdown.js';
import type { CallRecord, EvaluationReport } from '../../../src/evaluation/report/record.js';
import { resultHash } from '../../../src/evaluation/report/result-hash.js';
import { openFolder, readReport, writeReport } from '../../../src/evaluation/report/store.js';
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
    words: 200,
    keywords: 3,
    baselines: {
      keywordsAtMs: [1000, 2000, 35_000],
      tenWordsAtMs: Array.from({ length: 20 }, (_, i) => i * 3000),
    },
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

  it('counts written calls that were spoken and heard apart', () => {
    const heard = ['h', 'i'].map((id) =>
      record({ id, label: id === 'h' ? 'scam' : 'legitimate', rendering: 'heard' }),
    );
    const mixed = report([...CALLS, ...heard], calibration);
    expect(composeReport(mixed).figures).toMatchObject({
      spoken: { scams: 1, ordinary: 1 },
      text: { scams: 3, ordinary: 4 },
    });
    expect(summaryOf(mixed)).toContain('## Written calls, spoken by machines and heard by the ear\n');
    const headlines = headlinesOf(mixed, composeReport(mixed).blocks);
    expect(headlines.flatMap((block) => (block.kind === 'heading' ? block.text : []))).toEqual([
      'Written calls, spoken by machines and heard by the ear',
      'Alerts at the thresholds in use',
      'Written calls',
      'Alerts at the thresholds in use',
    ]);
  });

  it('counts stories, not calls, in every interval', () => {
    const told = (scenario: string | undefined) => {
      const calls = Array.from({ length: 400 }, (_, i) => {
        const story = i % 40;
        const found = story % 4 === 0;
        const made =
          story < 20 ? scam(`s${i}`, found ? 0.9 : 0.2, found ? 10_000 : undefined) : record({ id: `o${i}` });
        return { ...made, ...(scenario === undefined ? {} : { scenario: `${scenario}-${story}` }) };
      });
      return toMarkdown('t', composeReport(report(calls, calibration)).blocks);
    };
    const width = (cell = '') => {
      const [, low, high] = /\(([\d.]+) to ([\d.]+)\)/.exec(cell) ?? [];
      return Number(high) - Number(low);
    };
    const [apart, together] = [told(undefined), told('story')];
    for (const [below, first, column] of [
      ['| detector | recall at 1 %', 'Callwarden', 1],
      ['### Alerts at', 'suspicious or scam', 1],
      ['### Time to alert', 'any alert', 6],
      ['### Beside', 'Callwarden', 1],
      ['### Beside', 'Callwarden', 6],
      ['### Confusion', 'bank', 2],
      ['### Slices', 'all', 3],
      ['### By source', 'scam: made-up', 2],
      ['### By kind', 'bank', 3],
      ['### Ablation', 'gate alone', 2],
    ] as const) {
      const [narrow, wide] = [apart, together].map((text) => cells(text, below, first)[column]);
      expect(wide?.split(' ')[0], below).toBe(narrow?.split(' ')[0]);
      // Ten calls a story: the interval is about √10 times as wide.
      expect(width(wide) / width(narrow), `${below}, ${first}, ${column}`).toBeGreaterThan(2);
    }
  });

  it('has one interval for one recall, wherever it stands', () => {
    const [headline, slice, ablation] = [
      cells(markdown, '| detector | recall at 1 %', 'Callwarden')[1],
      cells(markdown, '### Slices', 'all')[3],
      cells(markdown, '### Ablation', 'gate and signals (the product, no judge loaded)')[2],
    ];
    expect([slice, ablation]).toEqual([headline, headline]);
  });

  it('tells what the ear costs before the ask', () => {
    const heard = [scam('a', 0.9, 40_000), scam('b', 0.9, 10_000), record({ id: 'o' })].map((call) => ({
      ...call,
      kind: 'audio' as const,
    }));
    const labels = [scam('a', 0.9, 20_000), scam('b', 0.9, 10_000), record({ id: 'o' })].map((call) => ({
      ...call,
      kind: 'labels' as const,
    }));
    const text = summaryOf(report([...heard, ...labels], calibration));
    expect(text).toContain('| text | scams | ordinary | scams alerted | alerted before the ask |');
    const row = (name: string) => cells(text, "### The ear's text", name);
    expect(row('as heard').slice(3, 5)).toEqual([
      expect.stringMatching(/^100\.0 %/),
      expect.stringMatching(/^50\.0 %/),
    ]);
    expect(row('as labelled')[4]).toMatch(/^100\.0 %/);
  });

  it('says what waiting for the judge costs before the ask', () => {
    // The gate knows both scams at 5 s, the judge at 40 s, after the ask at 30 s.
    const judged = CALLS.map((call) => ({
      ...call,
      evidence: [...call.evidence, { atMs: 40_000, judge: call.label === 'scam' ? 3 : -3 }],
    }));
    const text = summaryOf(report(judged, calibration));
    expect(text).toMatch(
      /Scams alerted before the ask, at no more false alerts: 33\.3 % \([\d. to]+\) by the product and 100\.0 % \([\d. to]+\) by the gate alone with alerts of any level \(ordinary calls alerted: 1 and 0\); .*The gate’s cut is picked on these very calls/,
    );
    expect(markdown).not.toContain('Scams alerted before the ask, at no more');
  });

  it('has the calibration error in the summary, without the diagram', () => {
    const text = summaryOf(report(CALLS, calibration));
    expect(cells(text, '### Are the probabilities true?', 'Callwarden')[3]).toMatch(/^0\.\d{4}$/);
    expect(text).not.toContain('risk told by Callwarden');
    expect(markdown).toContain('risk told by Callwarden');
  });

  it('tells recall beside real ordinary calls alone, where there are others', () => {
    const louder = [...CALLS, scam('h', 0.5, undefined)];
    const mixed = composeReport(report(louder, calibration));
    const product = mixed.figures['text']?.detectors[0];
    expect(product?.recallAt01Percent.value).toBeCloseTo(2 / 4, 12);
    expect(product?.ofReal?.recallAt01Percent.value).toBeCloseTo(3 / 4, 12);
    expect(toMarkdown(mixed.title, mixed.blocks)).toContain('beside the 2 ordinary calls that are neither');
    expect(toMarkdown(mixed.title, mixed.blocks)).toContain('2 real ordinary calls are too few for 1 %');

    const plain = louder.filter(({ synthetic, hardNegative }) => !synthetic && !hardNegative);
    const unmixed = composeReport(report(plain, calibration));
    expect(unmixed.figures['text']?.detectors[0]?.ofReal).toBeUndefined();
    expect(toMarkdown(unmixed.title, unmixed.blocks)).not.toContain('of real ordinary calls');
  });

  it('says of calls that are not held out that they are not', () => {
    const page = (split: string) => {
      const { title, blocks } = composeReport(report(CALLS, calibration, split));
      return toMarkdown(title, blocks);
    };
    expect(page('test')).not.toContain('not held out');
    expect(page('dev')).toContain('These calls are not held out: thresholds were fitted');
    expect(page('all')).toContain('models learnt from those of the split train');
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

  it('gives parts and baselines as many false alerts, and tells what they find by then', () => {
    // One ordinary call may be alerted: the gate never spoke of any, so every scam is over it, at 5 s.
    const gate = cells(markdown, 'Alerts of any level', 'gate alone');
    expect(gate.slice(2, 6)).toEqual(['0', expect.stringMatching(/^100/), '5.0 s', '0.0 s']);
    // All ordinary calls have 0 keywords: the first one that is said is over it.
    const keywords = cells(markdown, 'Alerts of any level', 'keyword list');
    expect(keywords[1]).toMatch(/^100/);
    expect(keywords.slice(4, 6)).toEqual(['1.0 s', '0.0 s']);
    // Ordinary calls have 100 words but for one: the scams go over that with their 110th word.
    const length = cells(markdown, 'Alerts of any level', 'transcript length');
    expect(length[1]).toMatch(/^100/);
    expect(length[4]).toBe('30.0 s');
    expect(cells(markdown, 'Alerts of any level', 'majority').slice(1, 5)).toEqual([
      expect.stringMatching(/^0\.0/),
      '0',
      '–',
      'never',
    ]);
    // Two of three scams, the later at 40 s; before the ask at 30 s came one.
    const product = cells(markdown, 'Alerts of any level', 'Callwarden');
    expect(product.slice(2, 6)).toEqual(['1', expect.stringMatching(/^66\.7/), '40.0 s', '35.0 s']);
    expect(product[6]).toMatch(/^33\.3 %/);
  });

  it('compares the names given with the best blind guess', () => {
    expect(markdown).toContain('50.0 % are named right; always saying "bank" would name 100.0 % right');
  });

  it('shows the first figures large', () => {
    const tiles = blocks.find((block) => block.kind === 'tiles');
    expect(tiles?.kind === 'tiles' && tiles.tiles.map(({ label }) => label)).toEqual([
      'scams alerted',
      'alerted as `scam`',
      'recall at 1 % false positives',
      'false alerts per 100 h',
      'false alerts per 100 h of real calls',
    ]);
    expect(toHtml(title, blocks)).toContain('alerted as <code>scam</code>');
  });

  it('joins the renderings with errors, which are few each', () => {
    const rendered = CALLS.map((call, i) => ({
      ...call,
      rendering: ['clean', 'recognised-0.1', 'recognised-0.2'][i % 3] ?? null,
    }));
    const text = toMarkdown('t', composeReport(report(rendered, calibration)).blocks);
    expect(cells(text, '### Slices', 'text: all but clean').slice(1, 3)).toEqual(['2', '2']);
    expect(markdown).not.toContain('all but clean');
  });

  it('tells the price of sparing hard calls, where there are enough of them', () => {
    expect(markdown).not.toContain('The price of sparing');
    const hard = Array.from({ length: 100 }, (_, i) =>
      record({ id: `h${i}`, hardNegative: true, score: i / 100 }),
    );
    const text = toMarkdown('t', composeReport(report([...CALLS, ...hard], calibration)).blocks);
    // Of 101 hard calls 5 may be over it: those from 0.95 to 0.99, so 0.94 stays quiet and the scam of 0.95 is found.
    expect(cells(text, 'The price of sparing', 'at most 5 %: 5 of 101')).toEqual([
      'at most 5 %: 5 of 101',
      '0.9400',
      expect.stringMatching(/^33\.3 %/),
      '0 of 2',
      '149.8',
    ]);
  });

  it('explains every section in a line', () => {
    const bare = blocks.filter(
      (block, i) => block.kind === 'heading' && block.level === 3 && blocks[i + 1]?.kind !== 'text',
    );
    expect(bare.map((block) => block.kind === 'heading' && block.text)).toEqual([]);
  });

  it('says what each threshold rests on, and when it was fitted to something else', () => {
    const placement = {
      talk: 'real',
      hours: 26.6,
      falseAlarms: 0,
      atMostPer100h: 11.26,
      hardCalls: 512,
      hardAlarms: 85,
      budgetAlone: 0.9,
      placedBy: 'hard-calls',
    } as const;
    const provenance = {
      ...calibration.provenance,
      models: { gate: 'g', judge: 'another' },
      promptHash: 'p',
      measured: { suspicious: placement, scam: { ...placement, hardAlarms: 2 } },
    };
    const told = toMarkdown('t', composeReport(report(CALLS, { ...calibration, provenance })).blocks);
    expect(cells(told, '### Thresholds', 'scam').slice(2)).toEqual([
      'hard calls',
      '26.6 h, real',
      '0',
      '1',
      '11.3',
      '2 of 512',
      '0.9000',
    ]);
    expect(told).toContain('fitted to another judge');
    expect(told).not.toContain('fitted to another gate');
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
    await expect(readReport(folder)).rejects.toMatchObject({ code: 'CW_FILE_NOT_REGULAR' });
  });

  it('goes to a folder that can be written, and says so when it cannot', async () => {
    const file = join(folder, 'in-the-way');
    await writeFile(file, '');
    for (const place of [file, join(file, 'below')]) {
      await expect(openFolder(place)).rejects.toMatchObject({ code: 'CW_FOLDER_UNWRITABLE' });
      await expect(writeReport(place, report(CALLS, calibration))).rejects.toMatchObject({
        code: 'CW_FOLDER_UNWRITABLE',
        message: expect.stringContaining(place),
      });
    }
  });

  it('names a result: not by times, but by every figure of a call', () => {
    const told = report(CALLS, calibration);
    const [first = record(), ...others] = CALLS;
    const changed = (changes: Partial<CallRecord>) =>
      resultHash({ ...told, calls: [{ ...first, ...changes }, ...others] });
    const later = { ...told, run: { ...told.run, startedAt: 'later', wallMs: 7, cpuMs: 9 } };
    expect(resultHash(later)).toBe(resultHash(told));
    expect(changed({ cost: { ...first.cost, wallMs: 99, cpuMs: 5, judgeMs: [1], commitMs: [2] } })).toBe(
      resultHash(told),
    );
    expect(changed({ score: 0.94 })).not.toBe(resultHash(told));
    expect(changed({ cost: { ...first.cost, judged: 1 } })).not.toBe(resultHash(told));
    expect(
      resultHash({ ...told, run: { ...told.run, options: { ...told.run.options, realtime: true } } }),
    ).toBeNull();
    expect(toMarkdown('t', composeReport(told).blocks)).toContain(`| result | ${resultHash(told)} |`);
  });

  it('tells live latencies of recordings alone', () => {
    const cost = { ...record().cost, judged: 1, judgeMs: [50], commitMs: [400, 900], alertMs: [700] };
    const calls = [
      record({ kind: 'audio', cost }),
      record({ kind: 'labels', cost: { ...cost, judgeMs: [9000] } }),
    ];
    const told = report(calls, calibration);
    const live = { ...told, run: { ...told.run, options: { ...told.run.options, realtime: true } } };
    const text = toMarkdown('t', composeReport(live).blocks);
    expect(text).toContain('| live: word spoken to committed, 95 % within | 900 ms |');
    expect(text).toContain('| live: last word heard to alert told, half within | 700 ms |');
    expect(text).toContain('| judge, question to answer, 95 % within | 50 ms |');
  });

  it('sums up without naming a place on this machine', () => {
    const told: EvaluationReport = report(CALLS, calibration);
    const summary = summaryOf({
      ...told,
      problems: [{ corpus: 'c', line: 1, reason: '/home/somebody/x.wav' }],
      remarks: [{ corpus: 'c', line: 2, reason: '/home/somebody/y.wav' }],
    });
    expect(summary).not.toContain('/home/');
    expect(summary).toContain('Rows that could not be used: 1.');
  });
});
