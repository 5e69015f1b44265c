import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../src/detection/assessment.js';
import { parseCalibration } from '../../src/detection/calibration.js';
import { RiskFusion, type RiskInput } from '../../src/detection/fusion.js';
import type { RiskReading } from '../../src/detection/risk.js';
import type { SignalHit } from '../../src/detection/signal.js';

// A calibration of its own: what fusion promises must not hang on where the shipped thresholds lie today.
const handSet = new URL('hand-set-calibration.json', import.meta.url);
const calibration = parseCalibration(JSON.parse(readFileSync(handSet, 'utf8')));
const RANK = { unknown: 0, clear: 0, suspicious: 1, scam: 2 };

function hit(signal: string, party: SignalHit['party'] = 'remote'): SignalHit {
  return { signal, party, quote: signal, startMs: 0, endMs: 1_000, weight: 1 };
}

function gate(logit: number, ...signals: SignalHit[]): Pick<RiskInput, 'gate'> {
  return { gate: { logit, signals, probability: 1 / (1 + Math.exp(-logit)) } };
}

function judge(logit: number, atMs = 0): Pick<RiskInput, 'assessment'> {
  const scam = 1 / (1 + Math.exp(-logit));
  const assessment: Assessment = {
    scam,
    uncertain: 0,
    legitimate: 1 - scam,
    logit,
    atMs,
    model: 'test',
    promptHash: '0',
    tokens: { evaluated: 1, whole: 1 },
    elapsedMs: 1,
  };
  return { assessment };
}

const good = { hearing: { wordsHeard: 200, confidence: 0.9, speechMs: 60_000, degraded: false } };

function play(inputs: readonly Omit<RiskInput, 'atMs'>[], stepMs = 3_000): RiskReading[] {
  const fusion = new RiskFusion(calibration);
  return inputs.map((input, i) => fusion.hear({ atMs: (i + 1) * stepMs, ...input }));
}

const last = (readings: readonly RiskReading[]) => readings.at(-1) ?? expect.fail('no reading');
const times = <T>(count: number, item: T) => Array.from({ length: count }, () => item);

describe('what raises the risk', () => {
  test('gate and judge together reach scam', () => {
    expect(last(play(times(4, { ...gate(4), ...judge(5) }))).level).toBe('scam');
  });

  test('what brings no evidence moves nothing, even while a rise is smoothed', () => {
    const slow = { ...calibration, smoothing: { ...calibration.smoothing, rise: 0.5 } };
    const fusion = new RiskFusion(slow);
    const before = fusion.hear({ atMs: 1_000, ...good, ...gate(4) }).score;
    expect(fusion.hear({ atMs: 2_000, ...good }).score).toBe(before);
    expect(fusion.hear({ atMs: 3_000, ...good, ...judge(Number.NaN) }).score).toBe(before);
    expect(fusion.hear({ atMs: 4_000, ...good, ...gate(4) }).score).toBeGreaterThan(before);
  });

  test('the gate alone reaches scam where no judge is loaded', () => {
    expect(last(play(times(5, gate(5)))).level).toBe('scam');
  });

  test('the ask for gift cards is suspicious at once, against a doubtful gate', () => {
    expect(last(play([gate(-3), gate(-3, hit('gift-card'))])).level).toBe('suspicious');
  });

  test('words alone never reach scam, however many', () => {
    const all = Object.keys(calibration.escalation.signals).map((signal) => hit(signal));
    expect(last(play(times(50, gate(-2, ...all)))).level).toBe('suspicious');
  });

  test('the same words reach scam once the gate supports them', () => {
    expect(last(play([gate(0.5, hit('gift-card'), hit('secrecy'))])).level).toBe('scam');
  });

  test('the local party may say what it likes', () => {
    expect(last(play([gate(-5, hit('gift-card', 'local'), hit('secrecy', 'local'))])).level).toBe('clear');
  });

  test('a signal counts less where the parties cannot be told apart', () => {
    const score = (party: SignalHit['party']) => last(play([gate(-5, hit('gift-card', party))])).score;
    expect(score('mixed')).toBeLessThan(score('remote'));
    expect(score('mixed')).toBeGreaterThan(score('local'));
  });

  test('a warning not to share codes dampens the word "code"', () => {
    const asked = last(play([gate(-5, hit('asks-code'))])).score;
    expect(last(play([gate(-5, hit('asks-code'), hit('warns-against'))])).score).toBeLessThan(asked);
  });

  test('saying it twice counts once', () => {
    const once = play([gate(-5, hit('wire'))]);
    const often = play(times(20, gate(-5, hit('wire'))));
    expect(last(often).score).toBe(last(once).score);
  });
});

describe('what lowers the risk', () => {
  const raised = times(6, { ...gate(4), ...judge(4) });

  test('never the gate: it says nothing any more, the risk stands', () => {
    const before = last(play(raised)).score;
    expect(last(play([...raised, ...times(50, gate(-20))])).score).toBeGreaterThanOrEqual(before);
  });

  test('never a judge that is silent', () => {
    const readings = play([...raised, ...times(50, {})]);
    expect(last(readings).level).toBe('scam');
  });

  test('never a warning that comes after the ask', () => {
    const before = last(play([gate(-5, hit('gift-card'))])).score;
    const after = last(play([gate(-5, hit('gift-card')), gate(-5, hit('warns-against'))])).score;
    expect(after).toBeGreaterThanOrEqual(before);
  });

  test('a judge that finds the call legitimate, slowly', () => {
    const [alone, ...rest] = play([...raised, ...times(40, judge(-8))]).slice(5);
    expect(rest[0]?.score).toBeGreaterThan(0.5 * (alone?.score ?? 1));
    expect(last(rest).score).toBeLessThan(alone?.score ?? 0);
  });

  test('and only so far below what the gate says', () => {
    const convinced = last(play([gate(6), ...times(500, { ...gate(6), ...judge(-30) })]));
    expect(convinced.level).toBe('scam');
  });

  test('a judge that fell silent after "legitimate" lowers nothing further', () => {
    const readings = play([...raised, judge(-8), ...times(30, {})]);
    expect(last(readings).score).toBe(readings[6]?.score);
  });

  test('nor does what it said before it failed hold down what is said since', () => {
    const failed = { judgeFailed: true };
    const since = times(30, gate(2)); // a rise is smoothed
    const alone = play([gate(-4), gate(-4), {}, ...since]);
    const readings = play([gate(-4), { ...gate(-4), ...judge(-8) }, failed, ...since]);
    expect(readings[2]?.score).toBe(readings[1]?.score);
    expect(last(readings).score).toBeCloseTo(last(alone).score, 6);
    const answered = play([gate(-4), { ...gate(-4), ...judge(-8) }, failed, judge(-8), ...since]);
    expect(last(answered).score).toBeLessThan(last(alone).score - 0.05);
  });

  test('and a scam that it saw before it failed stands', () => {
    const seen = play([gate(1), judge(6), gate(1.2)]);
    const readings = play([gate(1), judge(6), { judgeFailed: true }, gate(1.2)]);
    expect(last(readings).score).toBe(last(seen).score);
  });
});

describe('levels', () => {
  test('a score between the thresholds moves nothing', () => {
    for (const input of [
      gate(0),
      gate(1),
      gate(3),
      { ...gate(2), ...judge(-1) },
      { ...gate(5), ...judge(-5) },
    ]) {
      const levels = play(times(200, { ...input, ...good })).map((reading) => reading.level);
      const changes = levels.filter((level, i) => i > 0 && level !== levels[i - 1]).length;
      expect(changes).toBeLessThanOrEqual(2);
      expect(new Set(levels.slice(-50)).size).toBe(1);
    }
  });

  test('constant input never flaps', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40 }), fc.double({ min: -40, max: 40 }), (g, j) => {
        const ranks = play(times(60, { ...gate(g), ...judge(j), ...good })).map((r) => RANK[r.level]);
        const turns = ranks.filter((rank, i) => i > 0 && rank !== ranks[i - 1]).length;
        expect(turns).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('previous is the level of the reading before', () => {
    const readings = play([gate(-5), gate(5), gate(5), ...times(30, judge(-9))]);
    for (const [i, reading] of readings.entries()) {
      expect(reading.previous).toBe(i === 0 ? 'unknown' : readings[i - 1]?.level);
    }
  });
});

describe('hearing', () => {
  const hearing = good.hearing;
  test.each([
    ['too few words so far', { ...hearing, wordsHeard: 3, speechMs: 2_000 }],
    ['words nobody is sure of', { ...hearing, confidence: 0.1 }],
    ['few words in much speech', { ...hearing, wordsHeard: 20, speechMs: 120_000 }],
    ['work was dropped', { ...hearing, degraded: true }],
    ['numbers that are none', { ...hearing, wordsHeard: Number.NaN }],
    ['confidence that is no number', { ...hearing, confidence: Number.NaN }],
  ])('%s: unknown, never clear', (_, poor) => {
    const readings = play(times(5, { ...gate(-8), ...judge(-8), hearing: poor }));
    expect(readings.map((reading) => reading.level)).toEqual(times(5, 'unknown'));
  });

  test('well heard and harmless: clear', () => {
    expect(last(play([{ ...gate(-8), ...good }])).level).toBe('clear');
  });

  test('poor hearing hides no alarm', () => {
    const readings = play(times(6, { ...gate(5), ...judge(5), hearing: { ...hearing, degraded: true } }));
    expect(last(readings).level).toBe('scam');
  });

  test('hearing that was given once stands until it is given again', () => {
    const degraded = { hearing: { ...hearing, degraded: true } };
    expect(play([{ ...gate(-5), ...degraded }, gate(-5), good]).map((r) => r.level)).toEqual([
      'unknown',
      'unknown',
      'clear',
    ]);
  });
});

const logit = fc.double({ min: -60, max: 60 });
const signals = fc.subarray([
  ...Object.keys(calibration.escalation.signals),
  'urgency',
  'constructor',
  '__proto__',
]);
const input: fc.Arbitrary<Omit<RiskInput, 'atMs'>> = fc
  .record({
    gate: fc.option(fc.tuple(logit, signals)),
    judge: fc.option(logit),
  })
  .map((drawn) => ({
    ...(drawn.gate === null ? {} : gate(drawn.gate[0], ...drawn.gate[1].map((signal) => hit(signal)))),
    ...(drawn.judge === null ? {} : judge(drawn.judge)),
  }));

describe('whatever comes', () => {
  test('the score is a probability and time does not run back', () => {
    const wild = fc.record({ input, atMs: fc.double(), degraded: fc.boolean(), words: fc.double() });
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 30 }), (steps) => {
        const fusion = new RiskFusion(calibration);
        let atMs = 0;
        for (const step of steps) {
          const hearing = { wordsHeard: step.words, degraded: step.degraded };
          const reading = fusion.hear({ ...step.input, atMs: step.atMs, hearing });
          expect(reading.score).toBeGreaterThanOrEqual(0);
          expect(reading.score).toBeLessThanOrEqual(1);
          expect(reading.atMs).toBeGreaterThanOrEqual(atMs);
          atMs = reading.atMs;
        }
      }),
    );
  });

  test('the same inputs give the same readings', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 20 }), (inputs) => {
        expect(play(inputs)).toEqual(play(inputs));
      }),
    );
  });

  test('more evidence never means less risk', () => {
    const raise = fc.record({
      gate: fc.double({ min: 0, max: 20, noNaN: true }),
      judge: fc.double({ min: 0, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(input, raise), { maxLength: 20 }), (steps) => {
        const lower = play(steps.map(([step]) => step));
        const higher = play(
          steps.map(([step, more]) => ({
            ...(step.gate === undefined ? {} : gate(step.gate.logit + more.gate, ...step.gate.signals)),
            ...(step.assessment === undefined ? {} : judge(step.assessment.logit + more.judge)),
          })),
        );
        for (const [i, reading] of higher.entries()) {
          expect(reading.score).toBeGreaterThanOrEqual((lower[i]?.score ?? 0) - 1e-9);
        }
      }),
    );
  });

  test('a judge that answers nothing never lowers', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 20 }), logit, (inputs, g) => {
        const before = play(inputs).at(-1)?.score ?? 0;
        expect(last(play([...inputs, gate(g)])).score).toBeGreaterThanOrEqual(before - 1e-12);
        expect(last(play([...inputs, judge(Number.NaN)])).score).toBeGreaterThanOrEqual(before - 1e-12);
      }),
    );
  });
});
