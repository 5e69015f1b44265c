import type { Party } from '../audio/party.js';

/** One thing that scammers do, heard in this call, with the words that show it. */
export interface SignalHit {
  /** Identifier in taxonomy.json. */
  readonly signal: string;
  readonly party: Party;
  /** The words as they stand in the transcript, never a paraphrase. */
  readonly quote: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Log-odds this signal speaks for a scam; negative speaks against. */
  readonly weight: number;
}
