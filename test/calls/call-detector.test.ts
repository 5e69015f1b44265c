import { once } from 'node:events';
import { expect, it } from 'vitest';
import { CallDetector } from '../../src/calls/call-detector.js';
import type { EventBody } from '../../src/calls/events.js';
import type { Assessment } from '../../src/detection/assessment.js';
import { loadCalibration } from '../../src/detection/calibration.js';
import { Gate } from '../../src/detection/gate.js';
import type { Judge, JudgeSession } from '../../src/detection/judge/judge.js';
import { CallwardenError } from '../../src/errors.js';
import type { Turn } from '../../src/transcription/turn.js';
import { repository } from '../helpers/shipped.js';

/** A fake for a fault: a judge that does not answer as it should. */
function judgeWith(session: Pick<JudgeSession, 'assess'> & Partial<JudgeSession>): Judge {
  const silent = {
    explain: async () => undefined,
    tokens: () => ({ evaluated: 0, whole: 0, share: 0 }),
    close: () => {},
  };
  return {
    model: 'faulty',
    promptHash: '0',
    open: () => ({ ...silent, ...session }),
    stats: () => expect.fail('nobody asks'),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

async function detectorWith(judge: Judge | undefined, lockstep = true) {
  const events: EventBody[] = [];
  const calibration = await loadCalibration(`${repository}models/calibration-en.json`);
  const gate = await Gate.load(`${repository}models/gate-en/gate-en.json`);
  const detector = new CallDetector(
    { gate, judge, calibration },
    {
      callId: 'a',
      lockstep,
      redact: true,
      keepWords: 1000,
      signal: new AbortController().signal,
      emit: async (event) => void events.push(event),
    },
  );
  return { detector, events };
}

function turn(text: string, endMs = 20_000): Turn {
  const about = { words: [], confidence: 0.95, final: true } as const;
  return {
    party: 'remote',
    utterance: `remote-${endMs}`,
    startMs: Math.max(0, endMs - 20_000),
    endMs,
    text,
    ...about,
  };
}

const PLAIN =
  'we had the roof done last week and the rain stayed out so your father is pleased and the cat is asleep on the warm tiles ';
const SCAM =
  'this is the fraud department of your bank you must move your money to a safe account now do not tell anyone stay on the line and read me the six digit code buy gift cards and read me the numbers on the back';

/** A scam all right, but of no kind that its words name: only then the judge is asked for it. */
const OF_NO_KIND =
  'you must act now do not tell anyone stay on the line read me the six digit code and the numbers on the back of the gift cards';

const tooLate = () => Promise.reject(new CallwardenError('CW_JUDGE_LATE', 'too late'));

it('calls nothing clear after a question that the judge never answered', async () => {
  const { detector, events } = await detectorWith(judgeWith({ assess: tooLate }));
  await detector.hear(turn(PLAIN + PLAIN), 20_000);
  await detector.finish();
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', code: 'CW_JUDGE_LATE' }));
  expect(detector.latest?.level).toBe('unknown');
});

it('asks again, now and then, what the judge failed to answer, until it has answered', async () => {
  const asked: number[] = [];
  let atMs = 0;
  const calm: Assessment = {
    scam: 0.02,
    uncertain: 0.08,
    legitimate: 0.9,
    logit: -4,
    atMs: 0,
    model: 'faulty',
    promptHash: '0',
    tokens: { evaluated: 0, whole: 0 },
    elapsedMs: 1,
  };
  const assess = async () => (asked.push(atMs) <= 7 ? tooLate() : calm);
  const { detector } = await detectorWith(judgeWith({ assess }));
  const levels = new Map<number, string | undefined>();
  for (atMs = 20_000; atMs <= 200_000; atMs += 4000) {
    await detector.hear(turn(PLAIN + PLAIN, atMs), atMs);
    levels.set(atMs, detector.latest?.level);
  }
  expect(asked).toEqual([20_000, 32_000, 44_000, 56_000, 68_000, 80_000, 92_000, 104_000]);
  expect(levels.get(100_000)).toBe('unknown');
  expect(levels.get(200_000)).toBe('clear');
});

it('stops the explanation that a live alert has no time for', async () => {
  let stopped = false;
  const { detector } = await detectorWith(
    judgeWith({
      assess: () => new Promise(() => {}),
      explain: async (_turns, { signal } = {}) => {
        if (!signal) return undefined;
        await once(signal, 'abort');
        stopped = true;
        return undefined;
      },
    }),
    false,
  );
  await detector.hear(turn(OF_NO_KIND), 20_000);
  expect(detector.alerts.map(({ level }) => level)).toEqual(['scam']);
  expect(stopped).toBe(true);
});

it('lets no alert wait for an explanation where its words name the kind of scam', async () => {
  let explained = false;
  const { detector } = await detectorWith(
    judgeWith({
      assess: () => new Promise(() => {}),
      explain: async () => {
        explained = true;
        return undefined;
      },
    }),
    false,
  );
  await detector.hear(turn(SCAM), 20_000);
  expect(detector.alerts).toMatchObject([{ level: 'scam', category: 'bank' }]);
  expect(explained).toBe(false);
});

it('quotes the ask, whatever a signal weighs in the gate', async () => {
  const { detector } = await detectorWith(undefined);
  await detector.hear(turn(SCAM), 20_000);
  const quoted = detector.alerts[0]?.evidence.map(({ signal }) => signal);
  expect(quoted).toEqual(expect.arrayContaining(['safe-account', 'gift-card']));
});

it('raises no alert once a person has called it no scam, also where it waits for an explanation', async () => {
  let explain = () => {};
  const explaining = new Promise<void>((begun) => {
    explain = begun;
  });
  let answer = () => {};
  const { detector, events } = await detectorWith(
    judgeWith({
      assess: () => new Promise(() => {}),
      explain: () => {
        explain();
        return new Promise((resolve) => {
          answer = () => resolve(undefined);
        });
      },
    }),
    false,
  );
  const heard = detector.hear(turn(OF_NO_KIND), 20_000);
  await explaining;
  const dismissed = detector.dismiss(20_000);
  answer();
  await Promise.all([heard, dismissed]);
  expect(events.filter(({ type }) => type === 'alert')).toEqual([]);
  expect(detector.latest?.level).toBe('clear');
});

it('is not called clear where the remote party is not understood, however well the local one is', async () => {
  const { detector } = await detectorWith(undefined);
  await detector.hear(turn('hello', 2_000), 2_000);
  for (let atMs = 20_000; atMs <= 120_000; atMs += 20_000)
    await detector.hear({ ...turn(PLAIN, atMs), party: 'local' }, atMs);
  expect(detector.latest?.level).toBe('clear');
  await detector.miss({ party: 'remote', startMs: 120_000, endMs: 140_000, reason: 'no-words' }, 140_000);
  expect(detector.latest?.level).toBe('unknown');
});
