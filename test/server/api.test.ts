import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'libsql';
import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultConfig } from '../../src/config/load.js';
import { de } from '../../src/dashboard/language/de.js';
import { en } from '../../src/dashboard/language/en.js';
import { loadCalibration } from '../../src/detection/calibration.js';
import { CallwardenError } from '../../src/errors.js';
import { CallDetail } from '../../src/server/schemas/call.js';
import { Health } from '../../src/server/schemas/health.js';
import {
  AuditPage,
  CallList,
  Failure,
  HistoryPage,
  SampleList,
  SettingsView,
} from '../../src/server/schemas/routes.js';
import { Connection } from '../../src/store/database/connection.js';
import { repository } from '../helpers/shipped.js';
import {
  address,
  end,
  happen,
  lineCall,
  type Running,
  SECRET_WORDS,
  scamEvents,
  startService,
} from './service.js';

const NUMBER = encodeURIComponent('+442079460958');

async function get(running: Running, url: string, schema?: TSchema) {
  const answer = await running.app.inject({ url });
  const body = answer.json();
  if (schema) expect(Value.Errors(schema, body)).toEqual([]);
  return { status: answer.statusCode, body, headers: answer.headers };
}

const ask = ({ app }: Running, method: 'POST' | 'DELETE', url: string, payload?: object) =>
  app.inject({ method, url, ...(payload ? { payload } : {}) });

describe('calls', () => {
  it('are listed while they last, shown in full, and remembered', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    const { body: list, headers } = await get(running, '/api/v1/calls', CallList);
    expect(list.calls.map(({ callId }: { callId: string }) => callId)).toEqual(['a']);
    expect(Number(headers['last-event-id'])).toBe(running.service.hub.newestId);

    const { body: call } = await get(running, '/api/v1/calls/a', CallDetail);
    expect(call).toMatchObject({ state: 'live', level: 'scam', canHangUp: false });
    expect(call.turns[0].text).toContain(SECRET_WORDS);
    expect(JSON.stringify(call)).not.toContain('7946');

    end(running, 'a');
    expect((await get(running, '/api/v1/calls', CallList)).body.calls).toEqual([]);
    const { body: history } = await get(running, '/api/v1/history?level=scam', HistoryPage);
    expect(history.calls[0]).toMatchObject({ callId: 'a', state: 'ended', category: 'bank' });
    expect(JSON.stringify(history)).not.toContain('7946');
  });

  it('show less when only the store has them: no words by default', async () => {
    await using running = await startService({ server: { keepEndedMinutes: 0 } });
    const { hub } = running.service;
    const [publish, forget] = [vi.spyOn(hub, 'publish'), vi.spyOn(hub, 'forget')];
    happen(running, 'a');
    // The stream forgets the end, too, not only what came before it.
    const last = ({ mock }: typeof publish | typeof forget) => mock.invocationCallOrder.at(-1) ?? 0;
    expect(last(forget)).toBeGreaterThan(last(publish));
    const { body } = await get(running, '/api/v1/calls/a', CallDetail);
    expect(body).toMatchObject({ transcriptKept: false, turns: [], highest: 'scam' });
    expect(body.alerts).toHaveLength(2);
    expect(JSON.stringify(body)).not.toContain(SECRET_WORDS);
  });

  it('are ended where their line allows it', async () => {
    await using running = await startService();
    const unknown = await ask(running, 'POST', '/api/v1/calls/none/hangup');
    expect(unknown.json()).toMatchObject({ statusCode: 404, code: 'CW_API_NOT_FOUND' });
  });

  it('take what a person says of them', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    const said = await ask(running, 'POST', '/api/v1/calls/a/feedback', { verdict: 'not-scam' });
    expect(said.statusCode).toBe(204);
    const { body } = await get(running, '/api/v1/calls/a', CallDetail);
    expect(body).toMatchObject({ feedback: 'not-scam', dismissed: true });
    happen(running, 'b');
    expect((await ask(running, 'POST', '/api/v1/calls/b/feedback', { verdict: 'was-scam' })).statusCode).toBe(
      204,
    );
    const { body: history } = await get(running, '/api/v1/history', HistoryPage);
    expect(history.calls[0]).toMatchObject({ callId: 'b', feedback: 'was-scam', dismissed: false });
    const none = await ask(running, 'POST', '/api/v1/calls/none/feedback', { verdict: 'was-scam' });
    expect(none.json()).toMatchObject({ statusCode: 404, code: 'CW_STORE_CALL_UNKNOWN' });
  });

  it('raise no further alarm once a person said so, even where the store cannot keep that', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    await ask(running, 'DELETE', `/api/v1/numbers/${NUMBER}`);
    const withdraw = vi.spyOn(running.service.alerts, 'withdraw');
    const said = await ask(running, 'POST', '/api/v1/calls/a/feedback', { verdict: 'not-scam' });
    expect(said.json()).toMatchObject({ code: 'CW_STORE_CALL_UNKNOWN' });
    expect(withdraw).toHaveBeenCalledWith('a');
    const { body } = await get(running, '/api/v1/calls', CallList);
    expect(body.calls[0]).toMatchObject({ callId: 'a', dismissed: true });
  });

  it('are forgotten everywhere: memory, disk and what streams resume from', async () => {
    await using running = await startService({ store: { transcripts: true } });
    happen(running, 'a', { ends: false });
    expect((await ask(running, 'DELETE', '/api/v1/calls/a')).json()).toMatchObject({
      code: 'CW_API_CALL_LIVE',
    });
    const before = running.service.hub.newestId;
    end(running, 'a');
    expect((await ask(running, 'DELETE', '/api/v1/calls/a')).statusCode).toBe(204);
    expect((await get(running, '/api/v1/calls/a', Failure)).status).toBe(404);
    expect((await get(running, '/api/v1/history', HistoryPage)).body.calls).toEqual([]);
    expect((await get(running, '/api/v1/events?callId=a', Failure)).status).toBe(404);
    const stream = await fetch(`${await address(running)}/api/v1/events?lastEventId=${before}`);
    const reader = stream.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).not.toContain('"callId":"a"');
    await reader?.cancel();
  });

  it('are forgotten by number, and handed out', async () => {
    await using running = await startService({ store: { transcripts: true } });
    happen(running, 'a');
    happen(running, 'b', { call: lineCall('b', { remote: { number: '+15550100' } }) });
    const one = await running.app.inject({ url: '/api/v1/calls/a/export' });
    expect(one.headers['content-disposition']).toContain('attachment');
    expect(one.json().calls[0].turns[0].text).toContain(SECRET_WORDS);
    const all = await running.app.inject({ url: `/api/v1/numbers/${NUMBER}/export` });
    expect(all.json().calls.map(({ callId }: { callId: string }) => callId)).toEqual(['a']);
    expect((await ask(running, 'DELETE', `/api/v1/numbers/${NUMBER}`)).json()).toEqual({ deleted: 1 });
    expect((await get(running, '/api/v1/calls/a')).status).toBe(404);
    expect((await get(running, '/api/v1/calls/b')).status).toBe(200);
  });

  it('are looked at and changed by somebody, who is written down in a chain', async () => {
    await using running = await startService();
    happen(running, 'a');
    await get(running, '/api/v1/calls/a');
    await get(running, '/api/v1/history?q=mallory');
    await ask(running, 'POST', '/api/v1/calls/a/feedback', { verdict: 'was-scam' });
    await ask(running, 'DELETE', '/api/v1/calls/a');
    const { body } = await get(running, '/api/v1/audit', AuditPage);
    expect(body.intact).toBe(true);
    expect(body.entries.map(({ action }: { action: string }) => action)).toEqual([
      'deleted',
      'feedback',
      'searched',
      'viewed',
    ]);
    expect(body.entries[0]).toMatchObject({ who: 'local', callId: 'a' });
    expect(JSON.stringify(body)).not.toContain('mallory');
  });

  it('are not shown while the look cannot be written down, and warned of all the same', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    const fault = new Database(running.service.config.store.file ?? '');
    fault.exec("CREATE TRIGGER fault BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END");
    for (const url of ['/api/v1/calls/a', '/api/v1/events?callId=a', '/api/v1/history?q=mallory']) {
      const { status, body } = await get(running, url, Failure);
      expect({ url, status, code: body.code }).toEqual({ url, status: 503, code: 'CW_STORE_NOT_AUDITED' });
      expect(JSON.stringify(body)).not.toMatch(/no room|calls\.db/);
    }
    happen(running, 'b', { ends: false });
    const { body: list } = await get(running, '/api/v1/calls', CallList);
    expect(list.calls).toContainEqual(expect.objectContaining({ callId: 'b', level: 'scam' }));
    fault.exec('DROP TRIGGER fault');
    fault.close();
    expect((await get(running, '/api/v1/calls/a', CallDetail)).status).toBe(200);
  });

  it('are not judged, deleted or ended as if all were well while the disk refuses, and no file is named', async () => {
    await using running = await startService();
    happen(running, 'a');
    const fault = new Database(running.service.config.store.file ?? '');
    fault.exec("CREATE TRIGGER fault BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END");
    const deeds = [
      ['POST', '/api/v1/calls/a/feedback', { verdict: 'was-scam' }],
      ['DELETE', '/api/v1/calls/a', undefined],
      ['DELETE', `/api/v1/numbers/${NUMBER}`, undefined],
    ] as const;
    for (const [method, url, body] of deeds) {
      const answer = await ask(running, method, url, body);
      expect(Value.Errors(Failure, answer.json())).toEqual([]);
      expect({ url, ...answer.json() }).toMatchObject({ url, statusCode: 503, code: 'CW_STORE_FAILED' });
      expect(answer.body).not.toMatch(/no room|calls\.db/);
    }
    fault.exec('DROP TRIGGER fault');
    fault.close();
    expect((await ask(running, 'DELETE', '/api/v1/calls/a')).statusCode).toBe(204);
  });
});

describe('the service', () => {
  it('says why it cannot write, and that what was deleted is not gone yet, and names no file to viewers', async () => {
    await using running = await startService();
    happen(running, 'a');
    // A fake: a disk with room for a row and not for a database.
    const exec = vi.spyOn(Connection.prototype, 'exec').mockImplementation(function (this: Connection, sql) {
      if (sql === 'VACUUM') throw new CallwardenError('CW_STORE_FULL', 'full: /secret/calls.db');
      this.run(sql);
    });
    onTestFinished(() => exec.mockRestore());
    expect((await ask(running, 'DELETE', '/api/v1/calls/a')).statusCode).toBe(204);
    exec.mockRestore();
    const holder = new Database(running.service.config.store.file ?? '');
    holder.exec('BEGIN IMMEDIATE');
    happen(running, 'b');
    const { body } = await get(running, '/api/v1/health', Health);
    expect(body.reasons).toEqual([
      'The models are being loaded.',
      expect.stringMatching(/^Another process holds the database: /),
      expect.stringContaining('may still lie in the files'),
    ]);
    expect(body.causes).toMatchObject([
      { code: 'loading' },
      { code: 'store', error: 'CW_STORE_BUSY', says: body.reasons[1] },
      { code: 'unscrubbed' },
    ]);
    expect(JSON.stringify(body.causes)).not.toContain('calls.db');
    holder.close();
  });

  it('tells its health, and in two words to machines', async () => {
    await using running = await startService();
    const { body } = await get(running, '/api/v1/health', Health);
    expect(body).toMatchObject({ state: 'degraded', reasons: ['The models are being loaded.'] });
    expect((await get(running, '/healthz')).body).toEqual({ alive: true });
    expect((await get(running, '/readyz')).status).toBe(503);
  });

  it('has a name for each of its queues in every language of the page', async () => {
    await using running = await startService();
    const { body } = await get(running, '/api/v1/health', Health);
    const names = body.queues.map(({ name }: { name: string }) => name).sort();
    for (const { health } of [en, de]) expect(Object.keys(health.queueNames).sort()).toEqual(names);
  });

  it('says in its health and log that thresholds were fitted to another gate, also without a judge', async () => {
    const shipped = await loadCalibration(`${repository}models/calibration-en.json`);
    const folder = await mkdtemp(join(tmpdir(), 'callwarden-api-'));
    try {
      const calibration = join(folder, 'calibration.json');
      const provenance = { ...shipped.provenance, models: { ear: 'x', gate: 'y', judge: 'z' } };
      await writeFile(calibration, JSON.stringify({ ...shipped, provenance }));
      const { detection } = defaultConfig();
      const logged: string[] = [];
      await using running = await startService({
        config: { detection: { ...detection, judge: null, calibration } },
        logTo: (line) => logged.push(line),
      });
      await running.service.load();
      const { body } = await get(running, '/api/v1/health', Health);
      expect(body.state).toBe('degraded');
      expect(body.reasons).toEqual([expect.stringContaining('fitted to another gate')]);
      expect(logged.join('')).toContain('fitted to another gate');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('measures how late words and verdicts are', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    const { body } = await get(running, '/api/v1/health', Health);
    expect(body.latency).toContainEqual(expect.objectContaining({ stage: 'committed', samples: 1 }));
  });

  it('shows its settings without secrets', async () => {
    await using running = await startService({
      server: {
        tokens: [
          { name: 'x', role: 'operator', token: 'very-secret-token-1', tokenFile: null, tokenEnv: null },
        ],
      },
    });
    const { body } = await running.app
      .inject({ url: '/api/v1/settings', headers: { authorization: 'Bearer very-secret-token-1' } })
      .then((answer) => ({ body: answer.json() }));
    expect(Value.Check(SettingsView, body)).toBe(true);
    expect(body.yaml).toContain('(hidden)');
    expect(body.yaml).not.toContain('very-secret');
  });

  it('lists its samples, and plays none before it has models', async () => {
    await using running = await startService();
    const { body } = await get(running, '/api/v1/samples', SampleList);
    expect(body.samples.length).toBeGreaterThan(10);
    const early = await ask(running, 'POST', '/api/v1/samples/scam-bank-safe-account/play');
    expect(early.json()).toMatchObject({ statusCode: 503, code: 'CW_API_NOT_READY' });
  });

  it('tells Prometheus, with no personal label, a turn that is told again once', async () => {
    await using running = await startService();
    happen(running, 'a', { ends: false });
    const told = scamEvents('a').find((event) => event.type === 'turn') ?? expect.fail('no turn');
    running.service.take(told, lineCall('a'));
    end(running, 'a');
    const { body } = await running.app.inject({ url: '/metrics' });
    expect(body).toContain('callwarden_alerts_total{level="scam",category="bank"} 1');
    expect(body).toContain('callwarden_calls_total{line="office",level="scam"} 1');
    expect(body).toContain('callwarden_turns_total{party="remote"} 1');
    expect(body).toContain('callwarden_latency_ms_count{stage="committed"} 1');
    expect(body).toContain('process_resident_memory_bytes');
    for (const secret of ['7946', 'Mallory', 'zanzibar', '"a"']) expect(body).not.toContain(secret);
  });

  it('sends a strict policy with every answer', async () => {
    await using running = await startService();
    const { headers } = await get(running, '/api/v1/calls');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('never logs who called or what was said', async () => {
    const lines: string[] = [];
    await using running = await startService({ logTo: (line) => lines.push(line) });
    happen(running, 'a');
    await get(running, '/api/v1/calls/a');
    await get(running, `/api/v1/numbers/${NUMBER}/export`);
    await get(running, '/api/v1/history?q=zanzibar');
    const log = lines.join('');
    expect(log).toContain('"level":"scam"');
    expect(log).toContain('/api/v1/numbers/:number/export');
    for (const secret of ['7946', 'Mallory', 'zanzibar']) expect(log).not.toContain(secret);
  });
});

describe('the event stream', () => {
  it('brings what happens to a list and to the page of a call, and resumes', async () => {
    await using running = await startService();
    const base = await address(running);
    const list = await reader(`${base}/api/v1/events`);
    const [begun, ...rest] = scamEvents('a');
    if (begun) running.service.take(begun, lineCall('a'));
    const own = await reader(`${base}/api/v1/events?callId=a`);
    for (const event of rest) running.service.take(event, lineCall('a'));
    happen(running, 'b');
    await list.until((text) => text.split('"state":"ended"').length === 3);
    await own.until((text) => text.includes('call-ended'));
    expect(list.events().filter((event) => event === 'alert')).toHaveLength(4);
    expect(list.text()).not.toContain(SECRET_WORDS.replace('marmalade', 'marmalade","confidence'));
    expect(own.text()).not.toContain('"callId":"b"');
    expect(own.events().filter((event) => event === 'event')).toHaveLength(rest.length);

    const last = [...list.text().matchAll(/^id: (\d+)$/gm)].at(-3)?.[1] ?? '';
    const again = await reader(`${base}/api/v1/events`, { 'last-event-id': last });
    await again.until((text) => text.split('\n\n').length > 2);
    expect(list.text()).toContain(again.text().split('\n\n')[0]);
  });

  it('is opened, and the look written down, for calls that are or were and for nothing else', async () => {
    await using running = await startService();
    happen(running, 'live', { ends: false });
    happen(running, 'ended');
    running.service.live.forget('ended');
    const base = await address(running);
    const free = encodeURIComponent('+44 20 7946 0958 rang, zanzibar');
    expect((await get(running, `/api/v1/events?callId=${free}`, Failure)).status).toBe(404);
    for (const callId of ['live', 'ended']) await reader(`${base}/api/v1/events?callId=${callId}`);
    expect(running.store.audit.list().map(({ callId }) => callId)).toEqual(['ended', 'live']);
  });

  it('takes no place for longer than its connection lasts, also where requests come one behind the other', async () => {
    await using running = await startService();
    const { hub } = running.service;
    const base = await address(running);
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.write('GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(3));
    await once(socket, 'data');
    // By then those behind it were looked at too.
    await fetch(`${base}/api/v1/calls`);
    expect(hub.size).toBe(1);
    socket.destroy();
    await expect.poll(() => hub.size).toBe(0);
  });

  it('ends when the service does, after the last word', async () => {
    const running = await startService();
    const list = await reader(`${await address(running)}/api/v1/events`);
    await running[Symbol.asyncDispose]();
    await list.ended;
  });
});

async function reader(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  const until = async (wanted: (text: string) => boolean) => {
    while (!wanted(text)) await pause(5);
  };
  const events = () => [...text.matchAll(/^event: (\w+)$/gm)].map(([, event]) => event);
  return { text: () => text, events, until, ended };
}
