import type { Quote } from '../transcript/quote.js';

/** One thing that scammers do, heard in this call, with the words that show it, as they stand in the transcript. */
export interface SignalHit extends Quote {
  /** Identifier in taxonomy.json. */
  readonly signal: string;
  /** Log-odds this signal speaks for a scam; negative speaks against. */
  readonly weight: number;
}
