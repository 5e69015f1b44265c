import { type Engines, processesOf } from '../../calls/engines.js';
import type { Config } from '../../config/schema.js';
import type { EngineHost } from '../../engines/engine-host.js';
import { rssMb } from '../../engines/process-tree.js';
import { bytesOf } from '../../store/database/files.js';
import { writesWait } from '../failure.js';
import type { Cause, Condition, Health } from '../schemas/health.js';
import type { Service } from '../service.js';
import { STAGES } from './latency.js';

type ModelHealth = Health['models'][number];

/** Everything the health page tells. */
export function healthOf(service: Service): Health {
  const { engines, hub, latency, counts, store, config } = service;
  const journal = store.journal.health();
  const sinks = service.alerts.stats();
  const egress = service.egress.stats();
  return {
    ...conditionOf(service),
    version: service.version,
    startedAt: service.startedAt.toISOString(),
    memory: { residentBytes: residentBytes(engines) },
    models: engines ? modelsOf(engines) : [],
    lines: linesOf(service),
    queues: [
      { name: 'speech to transcribe', depth: engines?.scheduler.depth ?? 0, dropped: counts.overloads },
      {
        name: 'questions to the judge',
        depth: engines?.judge?.stats().waiting ?? 0,
        dropped: droppedByJudge(engines),
      },
      { name: 'alerts to deliver', depth: sum(sinks, 'queued'), dropped: sum(sinks, 'dropped') },
      { name: 'rows to write', depth: journal.pending, dropped: journal.dropped },
      { name: 'event streams', depth: hub.size, dropped: hub.cutOff },
    ],
    latency: STAGES.map((stage) => ({ stage, ...latency.of(stage) })),
    sinks: sinks.map(({ name, delivered, failed }) => ({ name, delivered, failed })),
    egress: { refused: egress.refused, addresses: [...egress.addresses] },
    store: {
      open: true,
      encrypted: store.encrypted,
      bytes: bytesOf(store.file),
      transcripts: config.store.transcripts,
    },
  };
}

/** How the service is, and why it is not well. */
export function conditionOf(service: Service): Condition {
  const causes = causesOf(service);
  const state = causes.length === 0 ? 'ok' : 'degraded';
  return { state, reasons: causes.map(({ says }) => says), causes };
}

function causesOf(service: Service): Cause[] {
  const { engines, store } = service;
  if (service.stopping) return [{ code: 'stopping', says: 'The service is stopping.' }];
  const { failure } = store.journal.health();
  return [
    ...(engines
      ? causesInModels(engines, service.config)
      : [{ code: 'loading', says: 'The models are being loaded.' } as const]),
    ...linesOf(service).flatMap(({ name, state, reason }): Cause[] => {
      if (state === 'up' || name === 'sample') return [];
      const says = `Line ${name} is ${state}${reason === null ? '' : `: ${reason}`}`;
      return [{ code: 'line', name, state, says }];
    }),
    ...(failure ? [{ code: 'store', error: failure.code, says: writesWait(failure) } as const] : []),
    ...(store.unscrubbed ? [{ code: 'unscrubbed', says: store.unscrubbed.message } as const] : []),
  ];
}

function causesInModels(engines: Engines, { detection }: Config): Cause[] {
  const missing = detection.judge === null ? [] : engines.notices;
  return [
    ...[...missing, ...engines.uncalibrated].map((says): Cause => ({ code: 'other', says })),
    ...modelsOf(engines).flatMap(({ role, name, state }): Cause[] => {
      if (state === 'up' || name === null) return [];
      const what =
        state === 'restarting' ? 'is being started again.' : 'does not run: see `callwarden doctor`.';
      return [{ code: 'model', role, state, says: `The ${role} (${name}) ${what}` }];
    }),
  ];
}

export function linesOf({ sources }: Service): Health['lines'] {
  return sources.map(({ source, kind }) => {
    const { state, reason = null, calls } = source.health();
    return { name: source.name, kind, state, reason, calls };
  });
}

function modelsOf({ hosts, ear, gate, judge }: Engines): ModelHealth[] {
  return [
    { role: 'ear', name: `${ear.card.name} ${ear.card.version}`, ...hostHealth(hosts.ear) },
    { role: 'gate', name: `${gate.card.name} ${gate.card.version}`, state: 'up', restarts: 0 },
    { role: 'judge', name: judge?.model ?? null, ...hostHealth(hosts.judge) },
    { role: 'voice', name: 'silero-vad', ...hostHealth(hosts.voice) },
  ];
}

function hostHealth(host: EngineHost | undefined): Pick<ModelHealth, 'state' | 'restarts'> {
  if (!host || host.state === 'failed' || host.state === 'closed') {
    return { state: 'missing', restarts: host?.restarts ?? 0 };
  }
  return { state: host.state === 'ready' ? 'up' : 'restarting', restarts: host.restarts };
}

function residentBytes(engines: Engines | undefined): number {
  const pids = [process.pid, ...(engines ? processesOf(engines) : []).flatMap(({ pid }) => pid ?? [])];
  return Math.round(pids.reduce((sum, pid) => sum + rssMb(pid), 0) * 1024 * 1024);
}

function droppedByJudge(engines: Engines | undefined): number {
  const stats = engines?.judge?.stats();
  return stats ? stats.late + stats.refused : 0;
}

function sum<K extends 'queued' | 'dropped'>(stats: readonly Readonly<Record<K, number>>[], key: K): number {
  return stats.reduce((total, one) => total + one[key], 0);
}
