import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { AlertDispatcher } from '../../src/alerts/sinks/alert-dispatcher.js';
import { openSinks } from '../../src/alerts/sinks/open-sinks.js';
import type { CallEvent } from '../../src/calls/events.js';
import { defaultConfig } from '../../src/config/load.js';
import type { Config } from '../../src/config/schema.js';
import type { AccessToken, ServerConfig } from '../../src/config/server.js';
import type { StoreConfig } from '../../src/config/store.js';
import { buildApp } from '../../src/server/app.js';
import { listen } from '../../src/server/listen.js';
import { openLog } from '../../src/server/log.js';
import { Service } from '../../src/server/service.js';
import type { Api } from '../../src/server/type-provider.js';
import type { LiveCall } from '../../src/sources/call-source.js';
import { Store } from '../../src/store/store.js';

export interface Changes {
  readonly server?: Partial<Omit<ServerConfig, 'limits'>> & { limits?: Partial<ServerConfig['limits']> };
  readonly store?: Partial<StoreConfig>;
  readonly config?: Partial<Config>;
  /** Where the log goes; nowhere when not given. */
  readonly logTo?: (line: string) => void;
}

export interface Running extends AsyncDisposable {
  readonly service: Service;
  readonly app: Api;
  readonly store: Store;
}

export function access(name: string, role: AccessToken['role'], token: string): AccessToken {
  return { name, role, token, tokenFile: null, tokenEnv: null };
}

/** The whole service with a store of its own in an empty folder, as `serve` puts it together; it does not listen and has no models yet. */
export async function startService(changes: Changes = {}): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'callwarden-server-'));
  const base = defaultConfig();
  const config: Config = {
    ...base,
    ...changes.config,
    store: { ...base.store, ...changes.store, file: join(folder, 'calls.db') },
    server: {
      ...base.server,
      port: 0,
      ...changes.server,
      limits: { ...base.server.limits, requestsPerMinute: 1_000_000, ...changes.server?.limits },
    },
  };
  const { logTo } = changes;
  const log = logTo ? openLog({ logLevel: 'debug' }, { write: logTo }) : pino({ level: 'silent' });
  const store = Store.open(config.store, { env: {} });
  const alerts = new AlertDispatcher(await openSinks(config), { onFailure: () => {} });
  // The guard itself would guard the tests: it is on in serve.test.ts.
  const egress = { stats: () => ({ refused: 0, addresses: [] }) };
  const service = new Service({ config, configFile: null, version: '0.0.0', log, store, alerts, egress });
  const app = await buildApp(service, log);
  return {
    service,
    app,
    store,
    async [Symbol.asyncDispose]() {
      await service.close();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Listens on a free port. @returns address without the slash at its end */
export async function address({ app, service }: Running): Promise<string> {
  return (await listen(app, service.config.server)).replace(/\/$/, '');
}

/** A call as a line gives it, without sound: its events are handed in by the test, as the registry would. */
export function lineCall(callId: string, changes: Partial<LiveCall> = {}): LiveCall {
  return {
    callId,
    line: 'office',
    startedAt: new Date('2026-03-01T12:00:00Z'),
    direction: 'inbound',
    remote: { number: '+44 20 7946 0958', name: 'Mallory' },
    local: { number: '201' },
    frames: (async function* () {})(),
    actions: {},
    ...changes,
  };
}

export const SECRET_WORDS = 'zanzibar marmalade';

/** A call that turns out to be a scam, from its beginning to its end. */
export function scamEvents(callId: string): CallEvent[] {
  const quote = { party: 'remote', quote: `the code is ${SECRET_WORDS}`, startMs: 900, endMs: 2100 } as const;
  const told = {
    category: 'bank',
    title: 'Fake bank or card fraud desk',
    advice: 'Hang up.',
    evidence: [quote],
  };
  return [
    {
      type: 'call-started',
      callId,
      atMs: 0,
      startedAt: '2026-03-01T12:00:00Z',
      source: 'office',
      models: { ear: 'ear 1', gate: 'gate 1', judge: null },
    },
    {
      type: 'turn',
      callId,
      atMs: 2400,
      id: 'r1',
      party: 'remote',
      startMs: 300,
      endMs: 2100,
      text: `the code is ${SECRET_WORDS}`,
      confidence: 0.8,
      final: true,
    },
    { type: 'signal', callId, atMs: 2400, signal: 'claims-bank', title: 'Says to be a bank', ...quote },
    { type: 'risk', callId, atMs: 2400, score: 0.6, level: 'suspicious', previous: 'unknown' },
    { type: 'alert', callId, atMs: 2400, level: 'suspicious', score: 0.6, ...told },
    { type: 'risk', callId, atMs: 4000, score: 0.97, level: 'scam', previous: 'suspicious' },
    { type: 'alert', callId, atMs: 4000, level: 'scam', score: 0.97, ...told },
    {
      type: 'call-ended',
      callId,
      atMs: 5000,
      level: 'scam',
      highest: 'scam',
      score: 0.97,
      category: 'bank',
      evidence: [quote],
      alertAtMs: 2400,
      audioMs: 5000,
      lostMs: 0,
      speechMs: 3000,
      words: 5,
      unheard: 0,
      judged: 0,
      tokens: { evaluated: 0, whole: 0 },
      wallMs: 5000,
    },
  ];
}

/** Lets a call happen, to its end or to just before it. */
export function happen(
  { service }: Running,
  callId: string,
  { ends = true, call = lineCall(callId) } = {},
): void {
  const events = scamEvents(callId);
  for (const event of ends ? events : events.slice(0, -1)) service.take(event, call);
}

/** Lets a call end that has happened but for that. */
export function end({ service }: Running, callId: string): void {
  for (const event of scamEvents(callId).slice(-1)) service.take(event, lineCall(callId));
}
