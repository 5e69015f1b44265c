import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCalibration, parseCalibration } from '../../src/detection/calibration.js';
import taxonomy from '../../src/detection/taxonomy.json' with { type: 'json' };

const SHIPPED = 'models/calibration-en.json';
/** What is spoiled below has numbers of its own, so that it is wrong in one place only whatever ships. */
const HAND_SET = 'test/detection/hand-set-calibration.json';

describe('the shipped calibration file', () => {
  test('loads, and says how its numbers came about', async () => {
    const calibration = await loadCalibration(SHIPPED);
    expect(calibration.provenance.method).not.toBe('');
  });

  test('escalates only on signals of the taxonomy', async () => {
    const { escalation } = await loadCalibration(SHIPPED);
    const known = taxonomy.signals.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining(Object.keys(escalation.signals)));
  });
});

describe('a calibration file that is wrong', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calibration-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('missing: names the file', async () => {
    await expect(loadCalibration(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'CW_CALIBRATION_INVALID',
      message: expect.stringContaining('none.json'),
    });
  });

  test('not JSON: names the file', async () => {
    const path = join(folder, 'broken.json');
    await writeFile(path, '{ "version": 1,');
    await expect(loadCalibration(path)).rejects.toMatchObject({
      code: 'CW_CALIBRATION_INVALID',
      message: expect.stringContaining('broken.json'),
    });
  });

  const spoil: readonly [string, (c: Awaited<ReturnType<typeof loadCalibration>>) => unknown, string][] = [
    ['a key too many', (c) => ({ ...c, surprise: 1 }), ''],
    ['another version', (c) => ({ ...c, version: 2 }), '/version'],
    ['a slope that is not positive', (c) => ({ ...c, judge: { a: 0, b: 0 } }), '/judge/a'],
    ['a number that is not one', (c) => ({ ...c, prior: Number.NaN }), '/prior'],
    [
      'clear above raise',
      (c) => ({ ...c, thresholds: { ...c.thresholds, scam: { raise: 0.8, clear: 0.9 } } }),
      '/thresholds/scam',
    ],
    [
      'suspicious above scam',
      (c) => ({ ...c, thresholds: { ...c.thresholds, suspicious: { raise: 0.99, clear: 0.3 } } }),
      '/thresholds/suspicious/raise',
    ],
    [
      'a ceiling that lets words alone reach scam',
      (c) => ({ ...c, escalation: { ...c.escalation, ceiling: 0.99 } }),
      '/escalation/ceiling',
    ],
  ];
  test.each(spoil)('%s', async (_, change, where) => {
    const spoiled = change(await loadCalibration(HAND_SET));
    expect(() => parseCalibration(spoiled, 'c.json')).toThrow(
      expect.objectContaining({ code: 'CW_CALIBRATION_INVALID', message: expect.stringContaining(where) }),
    );
  });
});
