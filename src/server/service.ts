import type { Logger } from 'pino';
import type { AlertDispatcher } from '../alerts/sinks/alert-dispatcher.js';
import { CallRegistry } from '../calls/call-registry.js';
import { type Engines, loadEngines } from '../calls/engines.js';
import type { CallEvent } from '../calls/events.js';
import type { Config } from '../config/schema.js';
import { asCallwardenError, CallwardenError } from '../errors.js';
import type { EgressGuard } from '../network/egress-guard.js';
import type { CallSource, LiveCall } from '../sources/call-source.js';
import { listeningPolicy } from '../sources/listening-policy.js';
import type { PeerReport } from '../sources/once-per-peer.js';
import { openSource } from '../sources/open-source.js';
import type { Who } from '../store/audit/entry.js';
import type { Store } from '../store/store.js';
import { CallArchive } from './archive/call-archive.js';
import { daily } from './daily.js';
import { conditionOf } from './health/health.js';
import { LatencyMeter } from './health/latency.js';
import { Intake } from './intake.js';
import { LiveCalls } from './live/live-calls.js';
import { Metrics } from './metrics/metrics.js';
import { SampleSource } from './samples/sample-source.js';
import type { Verdict } from './schemas/call.js';
import { EventHub } from './stream/event-hub.js';

export interface ServiceOptions {
  readonly config: Config;
  /** File the configuration came from; null for the defaults. */
  readonly configFile: string | null;
  readonly version: string;
  readonly log: Logger;
  /** The service closes it, and the dispatcher too. */
  readonly store: Store;
  readonly alerts: AlertDispatcher;
  /** What this process was kept from connecting to. */
  readonly egress: Pick<EgressGuard, 'stats'>;
  /** Sees every event as it happens, e.g. to show calls at a terminal. */
  readonly onEvent?: (event: CallEvent, call: LiveCall) => void;
}

/** How often the state of lines and models is looked at, ms. */
const WATCH_EVERY_MS = 1000;

/** The running service: lines, calls, models, and what is known of them. The API reads it; it knows nothing of HTTP. */
export class Service implements AsyncDisposable {
  readonly config: Config;
  readonly configFile: string | null;
  readonly version: string;
  readonly startedAt = new Date();
  readonly live: LiveCalls;
  readonly hub = new EventHub();
  readonly metrics: Metrics;
  readonly latency: LatencyMeter;
  readonly samples: SampleSource;
  readonly store: Store;
  readonly archive: CallArchive;
  readonly alerts: AlertDispatcher;
  readonly egress: ServiceOptions['egress'];
  readonly sources: { readonly source: CallSource; readonly kind: string }[] = [];
  readonly counts = { overloads: 0 };
  engines: Engines | undefined;
  stopping = false;
  private readonly intake: Intake;
  private registry: CallRegistry | undefined;
  private readonly watch: NodeJS.Timeout;
  private readonly stopPurging: () => void;
  private toldHealth = '';
  private closing: Promise<void> | undefined;

  constructor(private readonly options: ServiceOptions) {
    const { config } = options;
    this.config = config;
    this.configFile = options.configFile;
    this.version = options.version;
    this.live = new LiveCalls({
      redact: config.transcript.redact,
      keepEndedMs: config.server.keepEndedMinutes * 60_000,
      onForgotten: (callId) => this.hub.forget(callId),
    });
    this.store = options.store;
    this.alerts = options.alerts;
    this.egress = options.egress;
    this.archive = new CallArchive(this.live, this.store, config.transcript.redact);
    this.metrics = new Metrics(this);
    this.latency = new LatencyMeter((stage, ms) => this.metrics.measured(stage, ms));
    this.intake = new Intake(this, options.log, options.onEvent);
    this.samples = new SampleSource(config.server.limits.samples);
    this.stopPurging = daily(config.store.purgeHour, () => this.purge());
    this.watch = setInterval(() => this.lookAround(), WATCH_EVERY_MS).unref();
  }

  /** Models are loaded, calls are heard and all lines are up. Without its judge Callwarden still warns. */
  get ready(): boolean {
    const hosts = this.engines?.hosts;
    return (
      hosts?.voice.state === 'ready' &&
      hosts.ear.state === 'ready' &&
      !this.stopping &&
      this.sources.every(({ source }) => source.health().state === 'up')
    );
  }

  /**
   * Loads the models, then takes calls.
   * @throws CallwardenError as `loadEngines` and `openSource`
   */
  async load(): Promise<void> {
    const { config, log } = this.options;
    const engines = await loadEngines(config);
    if (this.stopping) return engines.close();
    this.engines = engines;
    for (const notice of [...engines.notices, ...engines.uncalibrated]) log.warn(notice);
    const registry = new CallRegistry(engines, config, {
      onEvent: (event, call) => this.take(event, call),
      onFailure: (error, where) => this.intake.fail(error, where),
    });
    this.registry = registry;
    const report: PeerReport = (error, peer) => log.warn({ code: error.code, peer }, error.message);
    const mayListen = listeningPolicy(config.privacy);
    for (const line of config.lines)
      this.sources.push({ source: openSource(line, report, mayListen), kind: line.kind });
    this.sources.push({ source: this.samples, kind: 'sample' });
    for (const { source } of this.sources) registry.attach(source);
    this.purge();
    this.lookAround();
    log.info({ lines: config.lines.length }, 'ready: models are loaded');
  }

  /** The call as its line knows it; undefined when it is not heard now. */
  callOf(callId: string): LiveCall | undefined {
    return this.registry?.get(callId);
  }

  /** Hears a call that no line brings, to its end. @throws CallwardenError CW_API_NOT_READY before the models are loaded */
  hear(call: LiveCall): Promise<void> {
    if (!this.registry) throw new CallwardenError('CW_API_NOT_READY', 'The models are still being loaded.');
    return this.registry.hear(call);
  }

  /** A person said what a call is; one that is no scam is clear from now on. @throws CallwardenError CW_STORE_CALL_UNKNOWN */
  async feedback(callId: string, verdict: Verdict, who: Who): Promise<void> {
    if (verdict === 'not-scam') {
      // First: an alarm that a person called false must end even where the store cannot write that down.
      this.alerts.withdraw(callId);
      await this.registry?.dismiss(callId);
    }
    try {
      this.archive.feedback(callId, verdict, who);
    } finally {
      const view = this.live.judge(callId, verdict);
      if (view) this.hub.publish('call', view, callId);
    }
  }

  /** Takes no more calls, finishes what was heard, then ends streams and models. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.stop();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.watch);
    this.stopPurging();
    await this.registry?.close();
    await this.alerts.close();
    this.hub.close();
    await this.store.close();
    await this.engines?.close();
  }

  /** Takes in what happens in a live call. Never throws: see `Intake`. */
  take(event: CallEvent, call: LiveCall): void {
    this.intake.take(event, call);
  }

  /** Removes what is too old to be remembered. */
  private purge(): void {
    try {
      this.options.log.info({ removed: this.store.purge() }, 'purged');
    } catch (thrown) {
      this.intake.fault(asCallwardenError(thrown), 'store');
    }
  }

  private lookAround(): void {
    this.live.forgetOld();
    const condition = conditionOf(this);
    const told = JSON.stringify(condition);
    if (told === this.toldHealth) return;
    this.toldHealth = told;
    this.hub.publish('health', condition);
  }
}
