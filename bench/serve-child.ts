import { setTimeout as pause } from 'node:timers/promises';
import { AlertDispatcher } from '#built/alerts/sinks/alert-dispatcher.js';
import { openSinks } from '#built/alerts/sinks/open-sinks.js';
import { frameDurationMs } from '#built/audio/frame.js';
import { defaultConfig } from '#built/config/load.js';
import { configuredAddresses } from '#built/network/configured-addresses.js';
import { EgressGuard } from '#built/network/egress-guard.js';
import { buildApp } from '#built/server/app.js';
import { listen } from '#built/server/listen.js';
import { openLog } from '#built/server/log.js';
import { sampleFile } from '#built/server/samples/sample-files.js';
import { Service } from '#built/server/service.js';
import type { LiveCall } from '#built/sources/call-source.js';
import { openRecording } from '#built/sources/recording/recording.js';
import { Store } from '#built/store/store.js';

// The service of `callwarden serve` with two things added that bench/serve.ts asks for by message: when each message of
// the stream was published, and short calls one after the other as fast as they are heard.

export type ToBench =
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'published'; readonly times: readonly (readonly [id: number, atMs: number])[] }
  | { readonly kind: 'heard'; readonly calls: number }
  | { readonly kind: 'all-heard' };
export type FromBench =
  | { readonly kind: 'published?' }
  | { readonly kind: 'hear'; readonly calls: number; readonly seconds: number }
  | { readonly kind: 'stop' };

const tell = (message: ToBench) => process.send?.(message);

const base = defaultConfig();
const limits = { ...base.server.limits, samples: 64, streams: 1000, requestsPerMinute: 1_000_000 };
const config = { ...base, server: { ...base.server, port: 0, limits, logLevel: 'error' as const } };
const log = openLog(config.server);
const egress = EgressGuard.install(configuredAddresses(config));
const service = new Service({
  config,
  configFile: null,
  version: 'bench',
  log,
  store: Store.open(config.store),
  alerts: new AlertDispatcher(await openSinks(config), { onFailure: () => {} }),
  egress,
});

/** Wall clock with fractions, the same for both processes: ms since 1970. */
const now = () => performance.timeOrigin + performance.now();
let times: [number, number][] = [];
const publish = service.hub.publish.bind(service.hub);
service.hub.publish = (event, data, callId) => {
  const atMs = now();
  publish(event, data, callId);
  times.push([service.hub.newestId, atMs]);
};

const app = await buildApp(service, log);
tell({ kind: 'listening', address: await listen(app, config.server) });
await service.load();
tell({ kind: 'ready' });

/** The first seconds of a sample as a call that comes as fast as it is taken. */
async function shortCall(n: number, seconds: number): Promise<LiveCall> {
  const recording = await openRecording({ file: sampleFile('scam-bank-safe-account') ?? '' });
  return {
    callId: `short-${n}`,
    line: 'short',
    startedAt: new Date(),
    direction: 'inbound',
    remote: { number: `+1202555${String(n).padStart(4, '0')}` },
    local: {},
    frames: (async function* () {
      for await (const frame of recording.frames()) {
        if (frame.startMs + frameDurationMs(frame) > seconds * 1000) break;
        yield frame;
      }
    })(),
    actions: {},
  };
}

async function hear(calls: number, seconds: number): Promise<void> {
  for (let n = 1; n <= calls; n++) {
    await service.hear(await shortCall(n, seconds));
    if (n % 10 === 0) tell({ kind: 'heard', calls: n });
    await pause(0);
  }
  tell({ kind: 'all-heard' });
}

process.on('message', async (message: FromBench) => {
  if (message.kind === 'hear') await hear(message.calls, message.seconds);
  if (message.kind === 'published?') {
    tell({ kind: 'published', times });
    times = [];
  }
  if (message.kind === 'stop') {
    await service.close();
    await app.close();
    process.disconnect();
  }
});
