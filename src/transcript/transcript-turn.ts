import type { Party } from '../audio/party.js';
import type { Turn, Word } from '../transcription/turn.js';
import type { Redaction } from './redaction/redaction.js';

/** What one party said in one go: the committed pieces of an utterance, put together. */
export interface TranscriptTurn {
  /** Unique within the call, and stable while the turn grows. */
  readonly id: string;
  readonly utterance: string;
  readonly party: Party;
  /** ms since the call began. */
  readonly startMs: number;
  readonly endMs: number;
  /** As recognised: for detection only, never for a log, a page or a store. */
  readonly text: string;
  readonly words: readonly Word[];
  /** Mean token probability over its words, 0..1. */
  readonly confidence: number;
  readonly final: boolean;
  /** Fit to be shown, stored and logged. */
  readonly redacted: string;
  /** What was hidden, as places in `text`. */
  readonly redactions: readonly Redaction[];
}

/** The turn before redaction. */
export type PlainTurn = Omit<TranscriptTurn, 'redacted' | 'redactions'>;

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

export function openTurn(id: string, piece: Turn): PlainTurn {
  const { utterance, party, startMs, endMs, words, confidence, final } = piece;
  return { id, utterance, party, startMs, endMs, text: piece.text.trim(), words, confidence, final };
}

/** The turn with another piece of its utterance. */
export function extendTurn(turn: PlainTurn, piece: Turn): PlainTurn {
  const [before, added] = [countWords(turn.text), countWords(piece.text)];
  const total = before + added;
  return {
    ...turn,
    endMs: Math.max(turn.endMs, piece.endMs),
    text: [turn.text, piece.text.trim()].filter((text) => text !== '').join(' '),
    words: [...turn.words, ...piece.words],
    confidence: total === 0 ? turn.confidence : (turn.confidence * before + piece.confidence * added) / total,
    final: turn.final || piece.final,
  };
}
