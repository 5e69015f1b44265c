import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallDetail } from '../../src/server/schemas/call.js';
import { type Running, startService } from './service.js';

// Real models, real pace: what a person gets who presses "play" on the page.

let running: Running;
beforeAll(async () => {
  running = await startService({ server: { limits: { samples: 2 } } });
  await running.service.load();
}, 180_000);
afterAll(() => running?.[Symbol.asyncDispose]());

const post = (url: string, payload?: object) =>
  running.app.inject({ method: 'POST', url: `/api/v1${url}`, ...(payload ? { payload } : {}) });
const play = async (sample: string): Promise<string> => (await post(`/samples/${sample}/play`)).json().callId;

async function detail(callId: string): Promise<CallDetail> {
  return (await running.app.inject({ url: `/api/v1/calls/${callId}` })).json();
}

async function until(callId: string, wanted: (call: CallDetail) => boolean): Promise<CallDetail> {
  for (;;) {
    const call = await detail(callId);
    if (wanted(call)) return call;
    await pause(50);
  }
}

describe('a sample played through the live road', { timeout: 180_000 }, () => {
  it('is there at once, is heard, and ends when it is hung up', async () => {
    const callId = await play('scam-bank-safe-account');
    expect(await detail(callId)).toMatchObject({ state: 'live', line: 'sample', canHangUp: true });
    const heard = await until(callId, (call) => call.turns.length > 0 && call.risk.length > 0);
    expect(heard.alerts.length).toBeLessThanOrEqual(2);
    expect((await post(`/calls/${callId}/hangup`)).statusCode).toBe(204);
    const ended = await until(callId, (call) => call.state === 'ended');
    expect(ended).toMatchObject({ canHangUp: false });
    expect((await post(`/calls/${callId}/hangup`)).statusCode).toBe(404);
  });

  it('is clear for good when a person says that it is no scam', async () => {
    const callId = await play('scam-government-gift-cards');
    await until(callId, (call) => call.level === 'suspicious' || call.level === 'scam');
    expect((await post(`/calls/${callId}/feedback`, { verdict: 'not-scam' })).statusCode).toBe(204);
    const after = await until(callId, (call) => call.level === 'clear');
    expect(after).toMatchObject({ dismissed: true, feedback: 'not-scam' });
    const alerts = after.alerts.length;
    const words = after.turns.length;
    const later = await until(callId, (call) => call.turns.length > words + 2);
    expect(later).toMatchObject({ level: 'clear' });
    expect(later.alerts).toHaveLength(alerts);
    await post(`/calls/${callId}/hangup`);
    await until(callId, (call) => call.state === 'ended');
  });

  it('is refused beyond the limit, and where there is no such sample', async () => {
    const calls = [await play('legit-family-chat-sunday'), await play('legit-clinic-appointment')];
    expect((await post('/samples/scam-bank-safe-account/play')).json()).toMatchObject({
      statusCode: 429,
      code: 'CW_API_BUSY',
    });
    expect((await post('/samples/no-such-call/play')).json()).toMatchObject({ statusCode: 404 });
    for (const callId of calls) await post(`/calls/${callId}/hangup`);
    for (const callId of calls) await until(callId, (call) => call.state === 'ended');
    expect((await running.app.inject({ url: '/readyz' })).statusCode).toBe(200);
  });
});
