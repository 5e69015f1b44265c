import type { Party } from '../audio/party.js';

/** A stretch of one party's speech that is short enough for one decode. */
export interface Chunk {
  readonly party: Party;
  /** Identifies the utterance within the call, e.g. `remote-12`; a long one has several chunks. */
  readonly utterance: string;
  /** Counts chunks of an utterance from 0. */
  readonly index: number;
  /** ms since the call began. */
  readonly startMs: number;
  readonly endMs: number;
  /** 16 kHz mono, gain applied. */
  readonly samples: Int16Array;
  /** Speech among it, ms. */
  readonly speechMs: number;
  /** Its first part was already heard at the end of the chunk before, ms. */
  readonly overlapMs: number;
  /** false: speech goes on and the same audio will come again, longer. */
  readonly final: boolean;
  /** The last chunk of its utterance. */
  readonly utteranceEnds: boolean;
}
