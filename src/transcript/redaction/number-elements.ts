import {
  DIGIT_HOMOPHONES,
  DIGIT_WORDS,
  HESITATIONS,
  REPEAT_WORDS,
  SCALE_WORDS,
  TEEN_WORDS,
  TENS_WORDS,
} from './number-words.js';
import type { Token } from './tokens.js';

/**
 * The smallest spoken part of a number:
 * - `unit`: one digit word, "four", "oh"
 * - `two`: "eleven", "forty", "forty one"
 * - `repeat`: "double five", "triple zero"
 * - `written`: digits as digits
 * - `quantity`: counted, with hundred or thousand
 * - `homophone`: "to", "for" between two digits
 */
export type ElementShape = 'unit' | 'two' | 'repeat' | 'written' | 'quantity' | 'homophone';

export interface NumberElement {
  readonly shape: ElementShape;
  readonly digits: string;
  readonly tokens: readonly Token[];
}

/** One party's speech as numbers and everything else, hesitations left out. */
export type Item = NumberElement | Token;

export function isElement(item: Item | undefined): item is NumberElement {
  return item !== undefined && 'digits' in item;
}

/** Reads the numbers out of one party's tokens, in order, over the borders of its turns. */
export function readNumbers(tokens: readonly Token[]): Item[] {
  const heard = tokens.filter((token) => token.kind !== 'word' || !HESITATIONS.has(token.text));
  const items: Item[] = [];
  for (let at = 0; at < heard.length; ) {
    const element = elementAt(heard, at);
    const token = heard[at];
    if (element !== undefined) items.push(element);
    else if (token !== undefined) items.push(token);
    at += element?.tokens.length ?? 1;
  }
  return items.map((item, i) => homophone(item, items[i - 1], items[i + 1]) ?? item);
}

function elementAt(tokens: readonly Token[], at: number): NumberElement | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === 'digits') return { shape: 'written', digits: token.text, tokens: [token] };
  if (token.kind !== 'word') return undefined;

  const repeats = REPEAT_WORDS.get(token.text);
  if (repeats !== undefined) {
    // A piece that ends in "double" may have been given a full stop.
    const end = tokens[at + 1]?.kind === 'pause' ? at + 2 : at + 1;
    const next = tokens[end]?.text ?? '';
    const digit = DIGIT_WORDS.get(next) ?? (/^\d$/.test(next) ? next : undefined);
    if (digit === undefined) return undefined;
    return { shape: 'repeat', digits: digit.repeat(repeats), tokens: tokens.slice(at, end + 1) };
  }
  return countedAt(tokens, at) ?? smallAt(tokens, at);
}

/** Below a hundred: a digit, a teen, or tens with or without a digit. */
function smallAt(tokens: readonly Token[], at: number): NumberElement | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word') return undefined;
  const digit = DIGIT_WORDS.get(token.text);
  if (digit !== undefined) return { shape: 'unit', digits: digit, tokens: [token] };
  const teen = TEEN_WORDS.get(token.text);
  if (teen !== undefined) return { shape: 'two', digits: String(teen), tokens: [token] };
  const tens = TENS_WORDS.get(token.text);
  if (tens === undefined) return undefined;
  const next = tokens[at + 1];
  const unit = Number(next?.kind === 'word' ? (DIGIT_WORDS.get(next.text) ?? 0) : 0);
  return next === undefined || unit === 0
    ? { shape: 'two', digits: String(tens), tokens: [token] }
    : { shape: 'two', digits: String(tens + unit), tokens: [token, next] };
}

/** A number counted with hundred, thousand or more; "eight hundred five five" is 800, 5, 5. */
function countedAt(tokens: readonly Token[], start: number): NumberElement | undefined {
  let at = start;
  let total = 0;
  let part = 0;
  let scaled = false;
  let hundreds = false;
  for (let open = true; ; ) {
    const word = tokens[at]?.kind === 'word' ? (tokens[at]?.text ?? '') : '';
    const scale = SCALE_WORDS.get(word);
    if (word === 'hundred' && !hundreds) {
      part = (part === 0 ? 1 : part) * 100;
      [scaled, hundreds, open] = [true, true, true];
      at += 1;
    } else if (scale !== undefined) {
      total += (part === 0 ? 1 : part) * scale;
      part = 0;
      [scaled, hundreds, open] = [true, false, true];
      at += 1;
    } else {
      const skip = scaled && word === 'and' ? 1 : 0;
      const small = open ? smallAt(tokens, at + skip) : undefined;
      if (small === undefined || small.digits === '0') break;
      // Another turn counts on only rarely, but often spells on.
      if (scaled && small.tokens[0]?.turn !== tokens[at - 1]?.turn) break;
      const end = at + skip + small.tokens.length;
      // Digits that go on one by one are spelled, not counted.
      if (scaled && small.shape === 'unit' && smallAt(tokens, end) !== undefined) break;
      part += Number(small.digits);
      open = false;
      at = end;
    }
  }
  if (!scaled) return undefined;
  return { shape: 'quantity', digits: String(total + part), tokens: tokens.slice(start, at) };
}

function homophone(item: Item, before: Item | undefined, after: Item | undefined): NumberElement | undefined {
  if (isElement(item) || item.kind !== 'word') return undefined;
  const digit = DIGIT_HOMOPHONES.get(item.text);
  if (digit === undefined || !isSpelled(before) || !isSpelled(after)) return undefined;
  return { shape: 'homophone', digits: digit, tokens: [item] };
}

function isSpelled(item: Item | undefined): boolean {
  return isElement(item) && (item.shape === 'unit' || item.shape === 'repeat');
}
