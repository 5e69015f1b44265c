import type { Conversation } from './conversation.js';
import { type Chain, certainDigits, chainDigits, digitChains, isOrdinaryChain } from './digit-chains.js';
import { readNumbers } from './number-elements.js';
import { type NumberCue, numberCue, numberKind } from './number-kinds.js';
import { ordinaryShape } from './ordinary-numbers.js';
import { hide, type PlacedRedaction } from './places.js';

/** Strings of digits shorter than this identify nothing, unless words say what they are. */
const FEWEST_DIGITS = 4;
const FEWEST_DIGITS_WITH_CUE = 3;

/** Numbers that identify or unlock, however they were spoken and over however many turns. */
export function secretNumbers(conversation: Conversation): PlacedRedaction[] {
  return conversation.parties.flatMap((party) => {
    const items = readNumbers(conversation.tokensOf(party));
    const chains = digitChains(items, (from, to) => conversation.otherWords(party, from, to));
    return chains.flatMap((chain) => redactChain(chain, conversation));
  });
}

function redactChain(chain: Chain, conversation: Conversation): PlacedRedaction[] {
  const elements = chain.flatMap((segment) => segment.elements);
  const first = elements[0]?.tokens[0];
  const last = elements.at(-1)?.tokens.at(-1);
  if (first === undefined || last === undefined) return [];

  const digits = chainDigits(chain);
  const certain = certainDigits(chain);
  const before = conversation.wordsBefore(first, 30);
  const cue = numberCue(digits.length, before, conversation.wordsAfter(last, 6));
  const secret = cue?.secret === true && (isTold(cue) || isSecretShape(chain, before));
  const fewest = secret ? FEWEST_DIGITS_WITH_CUE : FEWEST_DIGITS;
  const hidden = certain >= fewest && (secret || isAnnounced(before) || !isOrdinaryChain(chain));
  if (!hidden) return [];
  const kind = numberKind(digits, cue);
  return chain.flatMap(({ elements }) =>
    hide(
      kind,
      elements.flatMap((element) => element.tokens),
    ),
  );
}

/** "my number is", "the digits are" */
function isAnnounced(before: readonly string[]): boolean {
  return before.slice(-3).some((word) => /^(?:numbers?|number's|digits?)$/.test(word));
}

/** "the code is" */
function isTold({ kind, distance }: NumberCue): boolean {
  return distance <= 1 && (kind === 'code' || kind === 'pin');
}

/** With a cue near, all but counted amounts and stray small numbers are taken for the secret itself. */
function isSecretShape(chain: Chain, before: readonly string[]): boolean {
  if (chain.some(({ elements }) => elements.length >= 4)) return true;
  const shapes = chain.map(({ elements }) => ordinaryShape(elements));
  if (shapes.every((shape) => shape === 'count')) return false;
  if (chain.length === 1 && shapes[0] === 'small') {
    const calls = /^(?:call|dial|called|calling)$/.test(before.at(-1) ?? '');
    return !calls && (chain[0]?.elements ?? []).every((e) => e.shape !== 'two' && e.shape !== 'quantity');
  }
  return true;
}
