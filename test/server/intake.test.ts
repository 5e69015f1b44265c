import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { happen, lineCall, type Running, SECRET_WORDS, scamEvents, startService } from './service.js';

let running: Running;
const logged: Record<string, unknown>[] = [];

beforeEach(async () => {
  logged.length = 0;
  running = await startService({ logTo: (line) => logged.push(JSON.parse(line)) });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
});

test('those who are to be warned come before the disk', () => {
  const told: string[] = [];
  const { alerts, hub, store } = running.service;
  vi.spyOn(alerts, 'raise').mockImplementation(() => void told.push('alerts'));
  vi.spyOn(hub, 'publish').mockImplementation((event) => void told.push(`stream: ${event}`));
  vi.spyOn(store.journal, 'record').mockImplementation(() => void told.push('disk'));
  const alert = scamEvents('a').find(({ type }) => type === 'alert');
  if (alert) running.service.take(alert, lineCall('a'));
  expect(told).toEqual(['stream: event', 'alerts', 'stream: alert', 'stream: call', 'disk']);
});

test('the log has the call and its alerts, and neither words nor who', () => {
  happen(running, 'a');
  expect(logged.map(({ msg, callId }) => `${msg} ${callId}`)).toEqual([
    'call started a',
    'alert a',
    'alert a',
    'call ended a',
  ]);
  expect(JSON.stringify(logged)).not.toMatch(new RegExp(`${SECRET_WORDS}|Mallory|7946`));
});

test('what fails is logged and counted, and nothing of it gets to the call', async () => {
  vi.spyOn(running.service.hub, 'publish').mockImplementationOnce(() => {
    throw new Error('no memory');
  });
  expect(() => happen(running, 'a')).not.toThrow();
  expect(logged.filter(({ msg }) => msg === 'something failed; the rest goes on')).toEqual([
    expect.objectContaining({ code: 'CW_INTERNAL', where: 'a' }),
  ]);
  expect(await running.service.metrics.registry.metrics()).toContain(
    'callwarden_failures_total{code="CW_INTERNAL"} 1',
  );
  expect(running.service.live.view('a')?.highest).toBe('scam');
});
