import type { Party } from '../audio/party.js';

/** Words of a call, and when they were said. */
export interface HeardWords {
  readonly party: Party;
  /** The words as they stand in the transcript, never a paraphrase. */
  readonly quote: string;
  /** ms since the call began. */
  readonly startMs: number;
  readonly endMs: number;
}

/** One thing that scammers do, heard in this call, with the words that show it. */
export interface SignalHit extends HeardWords {
  /** Identifier in taxonomy.json. */
  readonly signal: string;
  /** Log-odds this signal speaks for a scam; negative speaks against. */
  readonly weight: number;
}
