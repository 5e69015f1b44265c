import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { processesOf } from '../../calls/engines.js';
import type { CallEvent } from '../../calls/events.js';
import { linesOf } from '../health/health.js';
import type { Stage } from '../health/latency.js';
import type { Service } from '../service.js';

/** ms; the bars of the project lie at 1000 (verdict) and 2500 (committed). */
const LATENCY_BUCKETS = [10, 25, 50, 100, 250, 500, 1000, 1500, 2000, 2500, 4000, 8000, 15_000];

/** What `GET /metrics` tells. No label ever holds a number, a name or words of a call. */
export class Metrics {
  readonly registry = new Registry();
  private readonly calls = this.counter('calls_total', 'Calls that ended, by line and highest level', [
    'line',
    'level',
  ]);
  private readonly alerts = this.counter('alerts_total', 'Alerts, by level and category', [
    'level',
    'category',
  ]);
  private readonly turns = this.counter('turns_total', 'Turns heard to their end, by party', ['party']);
  private readonly unheard = this.counter('unheard_total', 'Stretches of speech that gave no words', [
    'reason',
  ]);
  private readonly failures = this.counter('failures_total', 'Calls and lines that failed, by error code', [
    'code',
  ]);
  /** Of live calls: the turns that were counted. */
  private readonly endedTurns = new Map<string, Set<string>>();
  private readonly latency = new Histogram({
    name: 'callwarden_latency_ms',
    help: 'committed: from the end of a word to its event; verdict: from the question to the answer of the judge',
    labelNames: ['stage'],
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });

  constructor(service: Service) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('calls_live', 'Calls heard now', [], (set) => set({}, service.live.live().length));
    this.gauge('ready', '1 when models are loaded and lines are up', [], (set) =>
      set({}, service.ready ? 1 : 0),
    );
    this.gauge('line_up', '1 when the line is up', ['line', 'kind'], (set) => {
      for (const { name, kind, state } of linesOf(service)) set({ line: name, kind }, state === 'up' ? 1 : 0);
    });
    this.gauge('queue_depth', 'Items that wait', ['queue'], (set) => {
      set({ queue: 'transcription' }, service.engines?.scheduler.depth ?? 0);
      set({ queue: 'judge' }, service.engines?.judge?.stats().waiting ?? 0);
    });
    this.gauge(
      'judge_questions',
      'Questions to the judge since the start, by outcome',
      ['outcome'],
      (set) => {
        const {
          answered = 0,
          late = 0,
          failed = 0,
          replaced = 0,
          refused = 0,
        } = service.engines?.judge?.stats() ?? {};
        for (const [outcome, count] of Object.entries({ answered, late, failed, replaced, refused })) {
          set({ outcome }, count);
        }
      },
    );
    this.gauge('engine_restarts', 'Times an engine process was started anew', ['engine'], (set) => {
      for (const { name, restarts } of service.engines ? processesOf(service.engines) : [])
        set({ engine: name }, restarts);
    });
    this.gauge(
      'alerts_sent',
      'Alerts of each sink since the start, by outcome',
      ['sink', 'outcome'],
      (set) => {
        for (const { name, delivered, failed, queued } of service.alerts.stats()) {
          for (const [outcome, count] of Object.entries({ delivered, failed, queued })) {
            set({ sink: name, outcome }, count);
          }
        }
      },
    );
    this.gauge('egress_refused', 'Outbound connections refused since the start', [], (set) =>
      set({}, service.egress.stats().refused),
    );
    this.gauge('calls_left_alone', 'Calls not listened to because of `privacy`', ['line'], (set) => {
      for (const { source } of service.sources) set({ line: source.name }, source.health().leftAlone ?? 0);
    });
    this.gauge('rows_to_write', 'Rows that wait for the disk', [], (set) =>
      set({}, service.store.journal.health().pending),
    );
    this.gauge('streams_open', 'Open event streams', [], (set) => set({}, service.hub.size));
    this.gauge('streams_cut_off', 'Event streams cut off because they were not read', [], (set) =>
      set({}, service.hub.cutOff),
    );
    this.gauge('streams_unread_bytes', 'What the slowest event stream has not read', [], (set) =>
      set({}, service.hub.mostUnread),
    );
  }

  observe(event: CallEvent, line: string): void {
    if (event.type === 'alert') this.alerts.inc({ level: event.level, category: event.category });
    else if (event.type === 'unheard') this.unheard.inc({ reason: event.reason });
    else if (event.type === 'turn' && event.final) this.turnEnded(event);
    else if (event.type === 'call-ended') {
      this.calls.inc({ line, level: event.highest });
      this.forget(event.callId);
    }
  }

  /** A call that failed does not say that it ended. */
  forget(callId: string): void {
    this.endedTurns.delete(callId);
  }

  /** A turn is told again when a number in it was masked, and counts once. */
  private turnEnded({ callId, id, party }: Extract<CallEvent, { type: 'turn' }>): void {
    const ended = this.endedTurns.get(callId) ?? new Set();
    if (ended.has(id)) return;
    this.endedTurns.set(callId, ended.add(id));
    this.turns.inc({ party });
  }

  measured(stage: Stage, ms: number): void {
    this.latency.observe({ stage }, ms);
  }

  failed(code: string): void {
    this.failures.inc({ code });
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `callwarden_${name}`, help, labelNames, registers: [this.registry] });
  }

  /** A gauge that is read when somebody asks. */
  private gauge(
    name: string,
    help: string,
    labelNames: string[],
    read: (set: (labels: Record<string, string>, value: number) => void) => void,
  ): void {
    new Gauge({
      name: `callwarden_${name}`,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        read((labels, value) => this.set(labels, value));
      },
    });
  }
}
