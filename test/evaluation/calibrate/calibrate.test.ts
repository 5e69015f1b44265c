import { describe, expect, it } from 'vitest';
import { loadCalibration } from '../../../src/detection/calibration.js';
import { parseBudget } from '../../../src/evaluation/calibrate/budget.js';
import { calibrate, refuseOtherSplits } from '../../../src/evaluation/calibrate/calibrate.js';
import { fitLogistic } from '../../../src/evaluation/calibrate/logistic.js';
import { placeLevels } from '../../../src/evaluation/calibrate/place-levels.js';
import { placementLines } from '../../../src/evaluation/calibrate/placement-lines.js';
import { rateAtMost } from '../../../src/evaluation/metrics/intervals.js';
import { seededRandom } from '../../../src/evaluation/random.js';
import { recalibrated, replayHighest } from '../../../src/evaluation/replay.js';
import type { CallRecord } from '../../../src/evaluation/report/record.js';
import { repository } from '../../helpers/shipped.js';
import { record, report } from '../records.js';

const base = await loadCalibration(`${repository}models/calibration-en.json`);

/** Gate and judge are right on most calls, each wrong on others: together they know more than alone. */
function calls(count: number): CallRecord[] {
  const random = seededRandom(11);
  const spread = () => random() + random() + random() - 1.5;
  return Array.from({ length: count }, (_, i) => {
    const scam = i % 5 === 0;
    const middle = scam ? 2 : -2;
    const moment = (atMs: number, share: number) => [
      { atMs, gate: middle * share + 2 * spread() },
      { atMs, judge: 2 * middle * share + 4 * spread() },
    ];
    return record({
      id: String(i),
      label: scam ? 'scam' : 'legitimate',
      category: scam ? 'bank' : 'family',
      evidence: [...moment(10_000, 0.5), ...moment(20_000, 1)],
    });
  });
}

describe('fitLogistic', () => {
  it('finds the weights that the labels were drawn with', () => {
    const random = seededRandom(2);
    const rows = Array.from({ length: 20_000 }, () => [random() * 4 - 2, random() * 4 - 2]);
    const labels = rows.map(([x = 0, y = 0]) => random() < 1 / (1 + Math.exp(-(0.5 + 1.5 * x + 0.7 * y))));
    const { bias, weights } = fitLogistic(rows, labels);
    expect(bias).toBeCloseTo(0.5, 1);
    expect(weights[0]).toBeCloseTo(1.5, 0);
    expect(weights[1]).toBeCloseTo(0.7, 1);
  });

  it('ends on separable data and holds a contrary weight at 0', () => {
    const rows = [
      [1, -1],
      [2, -3],
      [-1, 1],
      [-2, 2],
    ];
    const { weights } = fitLogistic(rows, [true, true, false, false]);
    expect(weights[0]).toBeGreaterThan(0);
    expect(weights[0]).toBeLessThan(100);
    expect(weights[1]).toBe(0);
  });

  it('refuses what it cannot fit', () => {
    expect(() => fitLogistic([[1], [2]], [true, true])).toThrow(RangeError);
    expect(() => fitLogistic([[Number.NaN], [2]], [true, false])).toThrow(RangeError);
    expect(() => fitLogistic([[1]], [true, false])).toThrow(RangeError);
  });
});

describe('calibrate', () => {
  const dev = report(calls(500), base, 'dev');
  const fitted = calibrate(dev, parseBudget('1 per 100h'));

  it('keeps false alarms within the budget on the calls it saw', () => {
    const ordinary = dev.calls.filter(({ label }) => label === 'legitimate');
    const hours = ordinary.length;
    const over = (level: 'suspicious' | 'scam') =>
      ordinary.filter(
        (c) => replayHighest(c.evidence, fitted.calibration) >= fitted.calibration.thresholds[level].raise,
      );
    expect((100 * over('scam').length) / hours).toBeLessThanOrEqual(1);
    expect((100 * over('suspicious').length) / hours).toBeLessThanOrEqual(10);
    expect(over('suspicious').length).toBeGreaterThan(0);
  });

  it('keeps hard calls below a level but for the share that the budget has room for', () => {
    const hard = Array.from({ length: 90 }, (_, i) =>
      record({
        id: `h${i}`,
        hardNegative: true,
        evidence: [{ atMs: 9000, gate: i < 40 ? 2 + i / 100 : -3 }],
      }),
    );
    const raisedBy = (hardNegative: boolean, level: 'suspicious' | 'scam') => {
      const given = hard.map((call) => ({ ...call, hardNegative, synthetic: true }));
      const { calibration } = calibrate(
        report([...dev.calls, ...given], base, 'dev'),
        parseBudget('1 per 100h'),
      );
      const { raise } = calibration.thresholds[level];
      return given.filter(({ evidence }) => replayHighest(evidence, calibration) >= raise).length;
    };
    expect(raisedBy(true, 'suspicious')).toBeLessThanOrEqual(90 / 6);
    expect(raisedBy(true, 'scam')).toBeLessThanOrEqual(90 / 60);
    expect(raisedBy(false, 'suspicious')).toBeGreaterThan(30);
  });

  it('finds most scams and says where it comes from', () => {
    const found = fitted.report.calls.filter(({ label, alerts }) => label === 'scam' && alerts.length > 0);
    expect(found.length).toBeGreaterThan(80);
    expect(fitted.calibration.provenance).toMatchObject({
      method:
        'fitted by `callwarden evaluate --calibrate` to 500 dev calls with 400.0 h of real ordinary talk, 2026-01-02',
      models: { gate: 'g', judge: 'j' },
      promptHash: 'p',
      dataHash: 'd',
      gitRevision: 'abc',
      budgetPer100h: { suspicious: 10, scam: 1 },
    });
  });

  it('names the ear only where it was listened to', () => {
    const earOf = (kind: CallRecord['kind']) => {
      const heard = { ...dev, calls: dev.calls.map((call, i) => (i === 0 ? { ...call, kind } : call)) };
      return calibrate(heard, parseBudget('1 per 100h')).calibration.provenance.models['ear'];
    };
    expect(earOf('text')).toBeNull();
    expect(earOf('labels')).toBeNull();
    expect(earOf('audio')).toBe('e');
  });

  it('keeps with the thresholds what they rest on, and what that proves', () => {
    const { measured } = fitted.calibration.provenance;
    const { threshold, placement } = fitted.scam;
    const ordinary = dev.calls.filter(({ label }) => label === 'legitimate');
    const loud = ordinary.filter((c) => replayHighest(c.evidence, fitted.calibration) >= threshold).length;
    expect(placement).toMatchObject({
      talk: 'real',
      hours: 400,
      falseAlarms: loud,
      hardCalls: 0,
      placedBy: 'budget',
      budgetAlone: threshold,
    });
    expect(measured?.scam).toEqual(placement);
    // Nobody can prove 1 in 100 h by 400 h with up to 4 alarms: the limit of 4 events is 9.15.
    expect(placement.atMostPer100h).toBeCloseTo(rateAtMost(loud, 4), 9);
    expect(placementLines('scam', fitted.scam, 1)[1]).toContain('do not prove the budget (300 h without');
    expect(placementLines('scam', fitted.scam, 1000)).toHaveLength(1);
  });

  it('says so when the talk was made up', () => {
    const made = { ...dev, calls: dev.calls.map((call) => ({ ...call, synthetic: true })) };
    const { provenance } = calibrate(made, parseBudget('1 per 100h')).calibration;
    expect(provenance.measured?.scam.talk).toBe('made-up');
    expect(provenance.method).toContain('made-up ordinary talk');
  });

  it('gives the same calibration again, also from its own result', () => {
    expect(calibrate(dev, parseBudget('1 per 100h')).calibration).toEqual(fitted.calibration);
    const { fusion, gate } = calibrate(fitted.report, parseBudget('1 per 100h')).calibration;
    expect({ fusion, gate }).toEqual({ fusion: fitted.calibration.fusion, gate: fitted.calibration.gate });
  });

  it('fails loudly when no threshold meets the budget', () => {
    const said = (gate: number) => Array.from({ length: 8 }, (_, n) => ({ atMs: n * 1000, gate }));
    const scams = Array.from({ length: 1000 }, (_, i) =>
      record({ id: `s${i}`, label: 'scam', evidence: said(5) }),
    );
    const quiet = Array.from({ length: 1000 }, (_, i) => record({ id: `q${i}`, evidence: said(-5) }));
    const loud = record({ id: 'loud', evidence: said(5) });
    const hopeless = report([...scams, ...quiet, loud], base, 'dev');
    expect(() => calibrate(hopeless, parseBudget('0 per 100h'))).toThrow(
      expect.objectContaining({ code: 'CW_CALIBRATION_BUDGET' }),
    );
    expect(() => calibrate(hopeless, parseBudget('1 per 100h'))).not.toThrow();
  });

  it('fails loudly when hard calls cannot be kept quiet', () => {
    const certain = Array.from({ length: 8 }, (_, n) => ({ atMs: n * 1000, gate: 40 }));
    const hard = Array.from({ length: 12 }, (_, i) =>
      record({ id: `h${i}`, hardNegative: true, synthetic: true, evidence: certain }),
    );
    const thrown = () => placeLevels([...dev.calls, ...hard], base, parseBudget('20 per 100h'));
    expect(thrown).toThrow(expect.objectContaining({ code: 'CW_CALIBRATION_BUDGET' }));
    expect(thrown).toThrow(/all but 33 % of the hard/);
  });

  it('refuses one class and other splits', () => {
    const scams = dev.calls.filter(({ label }) => label === 'scam');
    expect(() => calibrate(report(scams, base, 'dev'), parseBudget('1 per 100h'))).toThrow(/both kinds/);
    expect(() => calibrate(report(calls(50), base, 'test'), parseBudget('1 per 100h'))).toThrow(
      /dev calls only/,
    );
    const row = {
      id: 'x',
      label: 'scam',
      category: 'bank',
      source: 's',
      licence: 'l',
      split: 'test',
      corpus: 'c',
    } as const;
    expect(() => refuseOtherSplits('dev', [row])).toThrow(/dev calls only/);
    expect(() => refuseOtherSplits('all', [{ ...row, split: 'dev' }])).toThrow(/dev calls only/);
    expect(() => refuseOtherSplits('dev', [{ ...row, split: 'dev' }])).not.toThrow();
  });
});

it('shows the alerts that another calibration would raise', () => {
  const call = record({
    label: 'scam',
    evidence: [
      { atMs: 5000, gate: -9 },
      { atMs: 9000, gate: 9 },
      { atMs: 12_000, gate: 9 },
    ],
  });
  const { alerts, score } = recalibrated(call, { ...base, smoothing: { ...base.smoothing, rise: 1 } });
  expect(alerts.map(({ level, atMs }) => [level, atMs])).toEqual([['scam', 9000]]);
  expect(score).toBeGreaterThan(0.99);
});

describe('parseBudget', () => {
  it.each([
    ['1 per 100h', 1],
    ['1/100 h', 1],
    ['0.5 per 10 hours', 5],
    ['2 per h', 200],
  ])('%s', (text, scam) => {
    expect(parseBudget(text)).toEqual({ scam, suspicious: 10 * scam });
  });

  it.each(['', 'one per 100h', '1 per 0h', '-1 per 100h', '1 per day'])('refuses "%s"', (text) => {
    expect(() => parseBudget(text)).toThrow(/not understood/);
  });
});
