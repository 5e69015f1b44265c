import type { Conversation } from './conversation.js';
import { DIGIT_WORDS, TEEN_WORDS, TENS_WORDS } from './number-words.js';
import { hide, type PlacedRedaction } from './places.js';
import type { Token } from './tokens.js';

const PROVIDERS =
  /^(?:gmail|yahoo|hotmail|outlook|aol|icloud|protonmail|proton|comcast|verizon|msn|gmx|mail|g)$/;
const ENDINGS = /^(?:com|org|net|edu|gov|co|uk|io|us|info|ca|de|me)$/;
const CONNECTORS = /^(?:dot|period|point|underscore|dash|hyphen|minus|plus)$/;
/** Before "at", these belong to the sentence, not to an address. */
const SENTENCE = new Set(
  'to is my the on its me look looking shop shopping order ordered us me here available is are go visit online site page bought it work works works working up down was be get sold found'.split(
    ' ',
  ),
);
/** Words allowed in a domain before its "dot". */
const LONGEST_DOMAIN = 4;

/** E-mail addresses, written, or spoken as "john dot smith at gmail dot com". */
export function mailAddresses(conversation: Conversation): PlacedRedaction[] {
  return conversation.runs.flatMap((tokens) => {
    const written = tokens.filter((token) => token.kind === 'mail').flatMap((token) => hide('mail', [token]));
    const spoken = tokens.flatMap((token, at) =>
      token.text === 'at' ? spokenAround(conversation, tokens, at) : [],
    );
    return [
      ...written.map(({ turn, start, end }) => ({ kind: 'mail' as const, turn, start, end })),
      ...spoken,
    ];
  });
}

function spokenAround(conversation: Conversation, tokens: readonly Token[], at: number): PlacedRedaction[] {
  const end = domainEnd(tokens, at + 1);
  const start = localStart(tokens, at - 1);
  const [first, before] = [tokens[start], tokens[at - 1]];
  if (end < 0 || first === undefined || before === undefined) return [];
  const known = tokens.slice(at + 1, end).some((token) => PROVIDERS.test(token.text));
  const joined = tokens.slice(start, at).some((token) => CONNECTORS.test(token.text));
  const cued = conversation.wordsBefore(first, 15).some((word) => /^e?mails?$/.test(word));
  if (!known && !joined && (!cued || SENTENCE.has(before.text))) return [];
  return hide('mail', tokens.slice(start, end + 1));
}

/** Index of the last word of "gmail dot com", or -1. */
function domainEnd(tokens: readonly Token[], from: number): number {
  for (let at = from; at < from + LONGEST_DOMAIN; at++) {
    if (/^(?:dot|point)$/.test(tokens[at]?.text ?? '') && ENDINGS.test(tokens[at + 1]?.text ?? '')) {
      const more =
        /^(?:dot|point)$/.test(tokens[at + 2]?.text ?? '') && ENDINGS.test(tokens[at + 3]?.text ?? '');
      return more ? at + 3 : at + 1;
    }
  }
  return -1;
}

/** Index of the first token of the part before "at": words joined by "dot", letters and numbers in a row. */
function localStart(tokens: readonly Token[], last: number): number {
  const textAt = (at: number) => (tokens[at]?.kind === 'pause' ? '' : (tokens[at]?.text ?? ''));
  let at = last;
  for (let name = !isSpelled(textAt(last)); at > 0; ) {
    const [here, before] = [textAt(at), textAt(at - 1)];
    if (CONNECTORS.test(before) && textAt(at - 2) !== '') {
      at -= 2;
      name = !isSpelled(textAt(at));
    } else if (!name && isSpelled(before)) {
      at -= 1;
    } else if (!name && here.length > 1 && before !== '' && !SENTENCE.has(before)) {
      // "jones forty two": a name and its number.
      at -= 1;
      name = true;
    } else break;
  }
  return at;
}

/** A letter or a number. */
function isSpelled(word: string): boolean {
  return (
    /^(?:\p{L}|\d+)$/u.test(word) || DIGIT_WORDS.has(word) || TEEN_WORDS.has(word) || TENS_WORDS.has(word)
  );
}
