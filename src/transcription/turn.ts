import type { Party } from '../audio/party.js';

/** One recognised word with its place in the call, in ms since the call began. */
export interface Word {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Words of one party that are committed: they will never be taken back.
 * A long utterance is committed in several pieces; pieces with the same `utterance` belong together
 * and the last of them has `final` set.
 */
export interface Turn {
  readonly party: Party;
  /** Identifies the stretch of speech within the call, e.g. `remote-12`. */
  readonly utterance: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly Word[];
  /** Mean token probability, 0..1. */
  readonly confidence: number;
  /** No more words of this utterance will follow. */
  readonly final: boolean;
}
