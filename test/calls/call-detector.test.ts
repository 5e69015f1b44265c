import { expect, it } from 'vitest';
import { CallDetector } from '../../src/calls/call-detector.js';
import type { EventBody } from '../../src/calls/events.js';
import { loadCalibration } from '../../src/detection/calibration.js';
import { Gate } from '../../src/detection/gate.js';
import type { Judge, JudgeSession } from '../../src/detection/judge/judge.js';
import { CallwardenError } from '../../src/errors.js';
import type { Turn } from '../../src/transcription/turn.js';
import { repository } from '../helpers/shipped.js';

/** A fake for a fault: a judge that never answers in time. */
const late: Judge = {
  model: 'late',
  promptHash: '0',
  open: (): JudgeSession => ({
    assess: () => Promise.reject(new CallwardenError('CW_JUDGE_LATE', 'too late')),
    explain: async () => undefined,
    tokens: () => ({ evaluated: 0, whole: 0, share: 0 }),
    close: () => {},
  }),
  stats: () => expect.fail('nobody asks'),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

function turn(text: string): Turn {
  const about = { startMs: 0, endMs: 20_000, words: [], confidence: 0.95, final: true } as const;
  return { party: 'remote', utterance: 'remote-1', text, ...about };
}

it('calls nothing clear after a question that the judge never answered', async () => {
  const events: EventBody[] = [];
  const calibration = await loadCalibration(`${repository}models/calibration-en.json`);
  const gate = await Gate.load(`${repository}models/gate-en/gate-en.json`);
  const detector = new CallDetector(
    { gate, judge: late, calibration },
    {
      callId: 'a',
      lockstep: true,
      redact: true,
      keepWords: 1000,
      signal: new AbortController().signal,
      emit: async (event) => void events.push(event),
    },
  );
  const plain =
    'we had the roof done last week and the rain stayed out so your father is pleased and the cat is asleep on the warm tiles ';
  await detector.hear(turn(`${plain}${plain}`), 20_000);
  await detector.finish();
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', code: 'CW_JUDGE_LATE' }));
  expect(detector.latest?.level).toBe('unknown');
});
