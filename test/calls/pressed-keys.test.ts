import { expect, it } from 'vitest';
import { pressedKeys } from '../../src/calls/pressed-keys.js';
import { AsyncQueue } from '../../src/flow/async-queue.js';
import type { PressedKey } from '../../src/sources/call-source.js';

const seven = { party: 'local', digit: '7', atMs: 1000, durationMs: 120 } as const;

it.each([
  [true, '•'],
  [false, '7'],
])('tells keys as events, masked where text is (%s)', async (redact, digit) => {
  const keys = new AsyncQueue<PressedKey>(4, 'wait');
  void keys.push(seven);
  keys.end();
  const told: unknown[] = [];
  for await (const event of pressedKeys(keys, { redact, signal: new AbortController().signal }))
    told.push(event);
  expect(told).toEqual([{ type: 'key', ...seven, digit }]);
});

it('ends with its call though keys may still come', async () => {
  const keys = new AsyncQueue<PressedKey>(4, 'wait');
  const over = new AbortController();
  const next = pressedKeys(keys, { redact: true, signal: over.signal }).next();
  over.abort();
  expect((await next).done).toBe(true);
});
