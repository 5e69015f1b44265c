import { describe, expect, it } from 'vitest';
import { loadCalibration } from '../../../src/detection/calibration.js';
import { parseBudget } from '../../../src/evaluation/calibrate/budget.js';
import { chooseSettings } from '../../../src/evaluation/calibrate/settings.js';
import { weighings } from '../../../src/evaluation/calibrate/weighings.js';
import { seededRandom } from '../../../src/evaluation/random.js';
import type { CallRecord } from '../../../src/evaluation/report/record.js';
import { repository } from '../../helpers/shipped.js';
import { record } from '../records.js';

const base = await loadCalibration(`${repository}models/calibration-en.json`);
const plain = { ...base, gate: { a: 1, b: 0 }, judge: { a: 1, b: 0 } };
const budget = parseBudget('1 per 100h');

/** Every tenth call is a scam that both know; one of them takes every fiftieth ordinary call for one. */
function calls(mistaken: 'gate' | 'judge'): CallRecord[] {
  const random = seededRandom(4);
  return Array.from({ length: 600 }, (_, i) => {
    const scam = i % 10 === 0;
    const said = () => (scam ? 1 : -3) + 2 * random();
    const shout = (part: string) => (i % 50 === 7 && part === mistaken ? 5 : said());
    return record({
      id: String(i),
      label: scam ? 'scam' : 'legitimate',
      category: scam ? 'bank' : 'family',
      evidence: [
        { atMs: 5000, gate: shout('gate') },
        { atMs: 6000, judge: shout('judge') },
      ],
    });
  });
}

describe('weighings', () => {
  const ways = weighings(calls('judge'), plain.gate, plain.judge);

  it('offers the weights of the regression first, then given shares of the judge', () => {
    const shares = ways.map(({ gate, judge }) => judge / (gate + judge));
    expect(shares.slice(1)).toEqual([0.2, 0.3, 0.4, 0.5].map((share) => expect.closeTo(share, 9)));
    expect(shares[0]).toBeLessThan(0.5); // it is the judge that errs
  });

  it('fits each of them anew', () => {
    expect(new Set(ways.map(({ bias }) => bias)).size).toBe(ways.length);
    for (const { gate, judge } of ways) expect(Math.min(gate, judge)).toBeGreaterThanOrEqual(0);
  });
});

describe('chooseSettings', () => {
  const byGate = { bias: 0, gate: 0.9, judge: 0.1 };
  const byJudge = { bias: 0, gate: 0.1, judge: 0.9 };

  it.each([
    ['judge', byGate],
    ['gate', byJudge],
  ] as const)('listens less to the %s where it errs', (mistaken, best) => {
    const wide = { ...plain, fusion: { ...plain.fusion, gateAlone: { bias: -3, gate: 0.5 } } };
    for (const ways of [
      [byGate, byJudge],
      [byJudge, byGate],
    ]) {
      expect(chooseSettings(calls(mistaken), wide, ways, budget).fusion.both).toEqual(best);
    }
  });

  it('keeps the weights it has where the judge never spoke', () => {
    expect(chooseSettings(calls('gate'), plain, [], budget).fusion).toEqual(plain.fusion);
  });

  it.each([
    ['at once where ordinary calls repeat themselves', [3], [2, 2, 2], 1],
    ['more slowly where ordinary calls are loud for a moment', [2, 2, 2], [3], 0.6],
  ])('lets the risk rise %s', (_, scamGates, ordinaryGates, rise) => {
    const saying = (gates: readonly number[], i: number, label: 'scam' | 'legitimate') =>
      record({
        id: `${label}${i}`,
        label,
        evidence: gates.map((gate, n) => ({ atMs: 5000 * n, gate: gate + i / 1e4 })),
      });
    const said = Array.from({ length: 200 }, (__, i) => [
      saying(scamGates, i, 'scam'),
      saying(ordinaryGates, i, 'legitimate'),
    ]).flat();
    expect(chooseSettings(said, plain, [], budget).smoothing.rise).toBe(rise);
  });
});
