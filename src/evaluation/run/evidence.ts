import type { EventBody } from '../../calls/events.js';
import type { RiskInput } from '../../detection/fusion.js';
import type { RiskReading } from '../../detection/risk.js';
import type { EvidenceStep } from '../report/record.js';

/** Notes all evidence of one call and the highest risk that it gave. */
export class EvidenceLog {
  readonly steps: EvidenceStep[] = [];
  highest = 0;
  private readonly known = new Set<string>();

  readonly observe = (input: RiskInput, reading: RiskReading): void => {
    this.highest = Math.max(this.highest, reading.score);
    const signals = (input.gate?.signals ?? []).flatMap(({ signal, party }) => {
      // A signal counts once a party, so its repetitions need no place in the record.
      const key = `${party} ${signal}`;
      if (this.known.has(key)) return [];
      this.known.add(key);
      return { signal, party };
    });
    const { gate, assessment } = input;
    this.steps.push({
      atMs: input.atMs,
      ...(gate ? { gate: gate.logit } : {}),
      ...(assessment ? { judge: assessment.logit } : {}),
      ...(input.judgeFailed ? { judgeFailed: true as const } : {}),
      ...(signals.length > 0 ? { signals } : {}),
    });
  };
}

type Notice = Extract<EventBody, { type: 'notice' }>;

/** Something that the person should know of the call. */
export function isNotice<E extends Pick<EventBody, 'type'>>(event: E): event is E & Notice {
  return event.type === 'notice' && 'code' in event;
}

/** A question to the judge that came to nothing. */
export function isUnanswered({ code }: Pick<Notice, 'code'>): boolean {
  return code.startsWith('CW_JUDGE_');
}
