import type { RiskReading } from '../detection/risk.js';
import type { SignalHit } from '../detection/signal.js';
import { signalTitle } from '../detection/taxonomy.js';
import { redactQuote } from '../transcript/quote.js';
import type { TranscriptTurn } from '../transcript/transcript.js';
import type { EventBody } from './events.js';

/** Risk is told again when it moved by this much, even within a level. */
const RISK_STEP = 0.03;

export interface TellerOptions {
  readonly emit: (event: EventBody) => Promise<void>;
  /** Text is told with what must not be read masked. */
  readonly redact: boolean;
}

/** Tells what was found in a call as events: text as it may be read, risk only where it moved. */
export class CallTeller {
  private told: RiskReading | undefined;

  constructor(private readonly options: TellerOptions) {}

  /** @param atMs position of the call, ms */
  async turns(turns: readonly TranscriptTurn[], atMs: number): Promise<void> {
    for (const { id, party, startMs, endMs, text, redacted, confidence, final } of turns) {
      const shown = this.options.redact ? redacted : text;
      await this.options.emit({
        type: 'turn',
        atMs,
        id,
        party,
        startMs,
        endMs,
        text: shown,
        confidence,
        final,
      });
    }
  }

  /**
   * @param turns of the call so far, which say what of the quote is masked
   * @param atMs position of the call, ms
   */
  async signal(hit: SignalHit, turns: readonly TranscriptTurn[], atMs: number): Promise<void> {
    const { signal, party, startMs, endMs } = hit;
    const quote = this.options.redact ? redactQuote(hit, turns) : hit.quote;
    await this.options.emit({
      type: 'signal',
      atMs,
      signal,
      title: signalTitle(signal),
      party,
      quote,
      startMs,
      endMs,
    });
  }

  async risk(reading: RiskReading): Promise<void> {
    const moved = !this.told || Math.abs(reading.score - this.told.score) >= RISK_STEP;
    if (!moved && reading.level === this.told?.level) return;
    // Relative to what was told last, not to a reading that nobody saw.
    const previous = this.told?.level ?? 'unknown';
    this.told = reading;
    await this.options.emit({ type: 'risk', ...reading, previous });
  }
}
