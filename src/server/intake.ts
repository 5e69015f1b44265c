import type { Logger } from 'pino';
import type { CallEvent } from '../calls/events.js';
import { asCallwardenError, type CallwardenError } from '../errors.js';
import type { LiveCall } from '../sources/call-source.js';
import type { Service, ServiceOptions } from './service.js';

/** Who is told of what happens in a call. */
type Listeners = Pick<Service, 'live' | 'hub' | 'latency' | 'metrics' | 'alerts' | 'store' | 'counts'>;

/** Takes in what happens in live calls, and passes it on: to those who are to be warned, the page, the store, metrics and log. */
export class Intake {
  constructor(
    private readonly to: Listeners,
    private readonly log: Logger,
    /** Sees every event last. */
    private readonly onEvent: ServiceOptions['onEvent'],
  ) {}

  /** It is called on the road of the call: it never throws and never waits. */
  take(event: CallEvent, call: LiveCall): void {
    const { callId } = event;
    const { live, hub, latency, metrics, alerts, store, counts } = this.to;
    try {
      latency.observe(event, performance.now());
      metrics.observe(event, call.line);
      if (event.type === 'unheard' && event.reason === 'overload') counts.overloads++;
      const view = live.apply(event, call);
      hub.publish('event', event, callId);
      if (event.type === 'alert') {
        alerts.raise(event, call);
        hub.publish('alert', event, callId);
      }
      if (view) hub.publish('call', view, callId);
      // After those who are to be warned: the disk may be slow.
      store.journal.record(event, call);
      this.note(event, call);
      this.onEvent?.(event, call);
      // Where ended calls are not kept, the stream must not keep them either: it was told of this end just now.
      if (live.view(callId) === undefined) hub.forget(callId);
    } catch (thrown) {
      // What follows the road failed; the call itself goes on.
      this.fault(asCallwardenError(thrown), callId);
    }
  }

  /** A line or a call is over without having said so. @param where the call or the line */
  fail(error: CallwardenError, where: string): void {
    if (error.code === 'CW_CALL_PRIVATE') {
      this.log.info({ line: where }, error.message);
      return;
    }
    this.fault(error, where);
    const { live, hub, latency, metrics, store } = this.to;
    const view = live.fail(where);
    latency.forget(where);
    metrics.forget(where);
    store.journal.abandon(where);
    if (view) hub.publish('call', view, where);
  }

  /** Something failed, and the rest goes on. @param where a call, a line, or what of the service it was */
  fault(error: CallwardenError, where: string): void {
    this.log.error({ code: error.code, where, err: error }, 'something failed; the rest goes on');
    this.to.metrics.failed(error.code);
  }

  /** What the log keeps of a call: never what was said, never who. */
  private note(event: CallEvent, { callId, line }: LiveCall): void {
    if (event.type === 'call-started') this.log.info({ callId, line }, 'call started');
    else if (event.type === 'call-ended') {
      this.log.info({ callId, line, highest: event.highest, audioMs: event.audioMs }, 'call ended');
    } else if (event.type === 'alert') {
      this.log.warn({ callId, line, level: event.level, category: event.category }, 'alert');
    }
  }
}
