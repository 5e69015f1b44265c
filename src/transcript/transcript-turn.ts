import type { Party } from '../audio/party.js';
import type { Turn, Word } from '../transcription/turn.js';
import type { Redaction } from './redaction/redaction.js';

/** A committed piece of an utterance, with its redacted view. */
export interface TranscriptPiece extends Turn {
  /** Counts the pieces of the call from 0, in the order of their commitment. */
  readonly index: number;
  /** Fit to be shown, stored and logged. May change while its number goes on in later pieces. */
  readonly redacted: string;
  /** What was hidden, as places in `text`. */
  readonly redactions: readonly Redaction[];
}

/** What one party said in one go: the pieces of an utterance put together. */
export interface TranscriptTurn {
  /** The utterance's, unique within the call and stable while the turn grows. */
  readonly id: string;
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
  readonly redacted: string;
  readonly redactions: readonly Redaction[];
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Puts the pieces together by utterance, in the order the utterances began. */
export function mergePieces(pieces: readonly TranscriptPiece[]): TranscriptTurn[] {
  const turns = new Map<string, TranscriptTurn>();
  for (const piece of pieces) {
    const begun = turns.get(piece.utterance);
    turns.set(piece.utterance, begun === undefined ? turnOf(piece) : extended(begun, piece));
  }
  return [...turns.values()];
}

function turnOf({ index: _, utterance: id, ...turn }: TranscriptPiece): TranscriptTurn {
  return { id, ...turn };
}

function extended(turn: TranscriptTurn, piece: TranscriptPiece): TranscriptTurn {
  const [before, added] = [countWords(turn.text), countWords(piece.text)];
  const gap = turn.text === '' || piece.text === '' ? '' : ' ';
  const offset = turn.text.length + gap.length;
  const moved = piece.redactions.map(({ kind, start, end }) => ({
    kind,
    start: start + offset,
    end: end + offset,
  }));
  return {
    ...turn,
    endMs: Math.max(turn.endMs, piece.endMs),
    text: turn.text + gap + piece.text,
    words: [...turn.words, ...piece.words],
    confidence:
      before + added === 0
        ? turn.confidence
        : (turn.confidence * before + piece.confidence * added) / (before + added),
    final: turn.final || piece.final,
    redacted: joinRedacted(turn.redacted, piece.redacted, gap),
    redactions: [...turn.redactions, ...moved],
  };
}

/** A number that goes on in the next piece is one number: its placeholder stands once. */
function joinRedacted(before: string, after: string, gap: string): string {
  const last = /\[[^\][]+\]$/.exec(before)?.[0];
  return last !== undefined && after.startsWith(last)
    ? before + after.slice(last.length)
    : before + gap + after;
}
