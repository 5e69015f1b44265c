import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import type { LiveCall } from '../../../src/sources/call-source.js';
import { CallTable } from '../../../src/sources/call-table.js';
import { StreamSession } from '../../../src/sources/streams/stream-session.js';
import { collect, lineOf, tone } from './peer.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** The frames of a call of two parties of which only one is heard, for so long. */
async function halfHeard(ms: number): Promise<Frame[]> {
  const heard: LiveCall[] = [];
  const session = new StreamSession({
    line: lineOf({}),
    calls: new CallTable('streams', 1),
    onCall: (call) => void heard.push(call),
    onStart: () => {},
    onEnd: () => {},
  });
  const about = { direction: 'inbound', remote: {}, local: {} } as const;
  session.take([{ kind: 'start', start: { name: 'a', parties: ['remote', 'local'], about } }]);
  for (let atMs = 0; atMs < ms; atMs += 50) {
    vi.advanceTimersByTime(50);
    session.take([{ kind: 'audio', party: 'remote', rateHz: 8000, samples: tone(400, 8000, 50) }]);
    session.tick();
  }
  session.end();
  const [call] = heard;
  return call ? collect(call.frames) : [];
}

it('a party that brings nothing is nobody while a phone may ring, and lost after that', async () => {
  expect((await halfHeard(59_000)).filter(({ party }) => party === 'local')).toEqual([]);
  const frames = await halfHeard(70_000);
  const [local, remote] = (['local', 'remote'] as const).map((of) =>
    frames.filter(({ party }) => party === of),
  );
  expect(local?.every(({ lost }) => lost)).toBe(true);
  // The minute before is not put in at once: it would crowd out the other party.
  expect(local?.[0]?.startMs).toBeGreaterThan(57_000);
  expect(remote?.length).toBeGreaterThan(0);
  expect(remote?.some(({ lost }) => lost)).toBe(false);
});
