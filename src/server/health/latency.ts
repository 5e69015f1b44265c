import type { CallEvent } from '../../calls/events.js';
import { quantile } from '../../evaluation/metrics/quantile.js';

/** Newest measurements that count. */
const NEWEST = 512;

/** From a word's end to its event; from a question to the judge's answer. */
export type Stage = 'committed' | 'verdict';
export const STAGES: readonly Stage[] = ['committed', 'verdict'];

export interface StageLatency {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly samples: number;
}

/** How late words and verdicts of live calls are. */
export class LatencyMeter {
  private readonly values: Record<Stage, number[]> = { committed: [], verdict: [] };
  private readonly counts: Record<Stage, number> = { committed: 0, verdict: 0 };
  /** When each live call began and how far its words have been committed. */
  private readonly calls = new Map<string, { readonly beganMs: number; committedMs: number }>();

  /** @param onMeasured hears of every measurement, ms */
  constructor(private readonly onMeasured: (stage: Stage, ms: number) => void = () => {}) {}

  /** @param nowMs monotonic clock */
  observe(event: CallEvent, nowMs: number): void {
    const call = this.calls.get(event.callId);
    if (event.type === 'call-started') {
      this.calls.set(event.callId, { beganMs: nowMs, committedMs: 0 });
    } else if (event.type === 'call-ended') {
      this.calls.delete(event.callId);
    } else if (event.type === 'assessment') {
      this.add('verdict', event.elapsedMs);
    } else if (event.type === 'turn' && call && event.endMs > call.committedMs) {
      // A turn that is sent again because a number in it was masked brings no new word.
      call.committedMs = event.endMs;
      this.add('committed', Math.max(0, nowMs - call.beganMs - event.endMs));
    }
  }

  /** A call that failed does not say that it ended. */
  forget(callId: string): void {
    this.calls.delete(callId);
  }

  of(stage: Stage): StageLatency {
    const values = this.values[stage];
    return { p50Ms: at(values, 0.5), p95Ms: at(values, 0.95), samples: this.counts[stage] };
  }

  private add(stage: Stage, ms: number): void {
    this.values[stage][this.counts[stage]++ % NEWEST] = ms;
    this.onMeasured(stage, ms);
  }
}

function at(values: readonly number[], share: number): number | null {
  return values.length === 0 ? null : Math.round(quantile(values, share));
}
