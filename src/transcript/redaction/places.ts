import type { RedactionKind } from './number-kinds.js';
import type { Token } from './tokens.js';

/** A stretch of one turn's text that must not be seen. */
export interface Redaction {
  readonly kind: RedactionKind;
  /** Characters [start, end) of the original text. */
  readonly start: number;
  readonly end: number;
}

export interface PlacedRedaction extends Redaction {
  readonly turn: number;
}

/** All from the first to the last of the tokens, one stretch for each turn they run through. */
export function hide(kind: RedactionKind, tokens: readonly Token[]): PlacedRedaction[] {
  const places = new Map<number, PlacedRedaction>();
  for (const { turn, start, end } of tokens) {
    const place = places.get(turn);
    places.set(turn, {
      kind,
      turn,
      start: Math.min(start, place?.start ?? start),
      end: Math.max(end, place?.end ?? end),
    });
  }
  return [...places.values()];
}
