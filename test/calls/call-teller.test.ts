import { expect, it } from 'vitest';
import { CallTeller } from '../../src/calls/call-teller.js';
import type { EventBody } from '../../src/calls/events.js';

it('tells risk where it moved or changed its level, since it was told last', async () => {
  const events: EventBody[] = [];
  const tell = new CallTeller({ emit: async (event) => void events.push(event), redact: true });
  const steps = [
    [0.1, 'unknown'],
    [0.11, 'unknown'],
    [0.12, 'clear'],
    [0.14, 'clear'],
    [0.16, 'clear'],
  ] as const;
  for (const [atMs, [score, level]] of steps.entries())
    await tell.risk({ atMs, score, level, previous: level });
  expect(events).toEqual([
    { type: 'risk', atMs: 0, score: 0.1, level: 'unknown', previous: 'unknown' },
    { type: 'risk', atMs: 2, score: 0.12, level: 'clear', previous: 'unknown' },
    { type: 'risk', atMs: 4, score: 0.16, level: 'clear', previous: 'clear' },
  ]);
});
