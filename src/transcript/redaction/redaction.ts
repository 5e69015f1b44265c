import { birthDates } from './birth-dates.js';
import { Conversation } from './conversation.js';
import { mailAddresses } from './mail-addresses.js';
import { PLACEHOLDERS } from './number-kinds.js';
import type { PlacedRedaction, Redaction } from './places.js';
import { secretNumbers } from './secret-numbers.js';
import { spokenPasswords } from './spoken-passwords.js';
import type { SpokenText } from './tokens.js';

export type { RedactionKind } from './number-kinds.js';
export type { Redaction } from './places.js';
export type { SpokenText } from './tokens.js';

/** A turn's text fit to be shown, stored and logged, and what was taken out of it. */
export interface RedactedText {
  readonly text: string;
  /** In order, without overlap; places refer to the original text. */
  readonly redactions: readonly Redaction[];
}

/**
 * Takes card, account, social security, routing and phone numbers, codes, PINs, passwords, dates of birth
 * and e-mail addresses out of a conversation: written or spoken, and across turns of the same party.
 * Amounts, times, years, counts and house numbers stay.
 * @param turns in the order of the call.
 * @returns one entry for each turn.
 */
export function redactTurns(turns: readonly SpokenText[]): RedactedText[] {
  const conversation = new Conversation(turns);
  const found = [birthDates, spokenPasswords, mailAddresses, secretNumbers].flatMap((find) =>
    find(conversation),
  );
  return turns.map(({ text }, turn) =>
    cut(
      text,
      merged(
        text,
        found.filter((r) => r.turn === turn),
      ),
    ),
  );
}

/** One piece of text on its own: less sure than the whole conversation, as cues may stand elsewhere. */
export function redactText(text: string): string {
  return redactTurns([{ party: 'mixed', text }])[0]?.text ?? '';
}

/**
 * Overlapping stretches become one, named after the finder that is the surest (they come in that order), and so
 * do stretches of a kind with nothing but punctuation between them.
 */
function merged(text: string, found: readonly PlacedRedaction[]): Redaction[] {
  const ranked = found.map(({ kind, start, end }, rank) => ({ kind, start, end, rank }));
  const kept: typeof ranked = [];
  for (const next of ranked.sort((a, b) => a.start - b.start || a.rank - b.rank)) {
    const last = kept.at(-1);
    const apart = last === undefined || /[\p{L}\p{N}]/u.test(text.slice(last.end, next.start));
    if (last === undefined || (next.start >= last.end && (apart || next.kind !== last.kind))) {
      kept.push(next);
      continue;
    }
    if (next.rank < last.rank) [last.kind, last.rank] = [next.kind, next.rank];
    last.end = Math.max(last.end, next.end);
  }
  return kept.map(({ kind, start, end }) => ({ kind, start, end }));
}

function cut(text: string, redactions: readonly Redaction[]): RedactedText {
  let shown = '';
  let at = 0;
  for (const { kind, start, end } of redactions) {
    shown += text.slice(at, start) + PLACEHOLDERS[kind];
    at = end;
  }
  return { text: shown + text.slice(at), redactions };
}
