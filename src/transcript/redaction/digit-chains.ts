import { type Item, isElement, type NumberElement } from './number-elements.js';
import { FILLERS } from './number-words.js';
import { digitsOf, ordinaryShape, withoutOrdinary } from './ordinary-numbers.js';

/** Number elements with nothing between them but hesitation and the border of a turn. */
export interface Segment {
  readonly elements: readonly NumberElement[];
}

/** Segments that may be one number: fillers, short asides of the other party or a stray word between them. */
export type Chain = readonly Segment[];

/** More of these between two digits, and the number has ended. */
const MOST_FILLERS = 8;
/** What the other party may say while a number is read out: "okay and the next four digits please". */
const MOST_OTHER_WORDS = 14;
/** Misheard words between two strings of digits. */
const MOST_STRAY_WORDS = 2;
/** Words that stand between two numbers, never inside one. */
const SEPARATORS = new Set('or to from versus of by plus minus times out than press point'.split(' '));

/**
 * The chains in one party's items.
 * @param otherWords content words the other parties said between two turns of this one.
 */
export function digitChains(
  items: readonly Item[],
  otherWords: (from: number, to: number) => number,
): Chain[] {
  const chains: Segment[][] = [];
  let chain: Segment[] = [];
  let elements: NumberElement[] = [];
  let gap = new Gap();
  let segmentStart = 0;

  const endSegment = (nextItem: number) => {
    if (elements.length === 0) return;
    const kept = withoutOrdinary(elements, wordsBefore(items, segmentStart), wordsAfter(items, nextItem));
    if (kept.length > 0) chain.push({ elements: kept });
    if (kept.length < elements.length) endChain();
    elements = [];
  };
  const endChain = () => {
    if (chain.length > 0) chains.push(chain);
    chain = [];
  };

  let lastTurn: number | undefined;
  for (const [i, item] of items.entries()) {
    const turn = isElement(item) ? item.tokens[0]?.turn : item.turn;
    if (turn !== undefined && lastTurn !== undefined && turn !== lastTurn) {
      const others = otherWords(lastTurn, turn);
      if (others > 0) endSegment(i);
      if (others > MOST_OTHER_WORDS) gap.breaks = true;
    }
    lastTurn = isElement(item) ? item.tokens.at(-1)?.turn : item.turn;

    if (!isElement(item) || isInterjection(items, i)) {
      endSegment(i);
      gap.add(isElement(item) ? 'oh' : item.text, !isElement(item) && item.kind === 'pause');
      continue;
    }
    if (elements.length === 0) {
      if (gap.parts || (gap.stray > 0 && !strayInside(chain.at(-1), items, i))) endChain();
      segmentStart = i;
    }
    elements.push(item);
    gap = new Gap();
  }
  endSegment(items.length);
  endChain();
  return chains;
}

/** What stands between two segments. */
class Gap {
  breaks = false;
  stray = 0;
  #fillers = 0;

  get parts(): boolean {
    return this.breaks || this.#fillers > MOST_FILLERS || this.stray > MOST_STRAY_WORDS;
  }

  add(word: string, pause: boolean): void {
    if (pause) return;
    if (FILLERS.has(word)) this.#fillers += 1;
    else if (SEPARATORS.has(word)) this.breaks = true;
    else this.stray += 1;
  }
}

/** A stray word belongs to the number only where digits are being spelled on both sides of it. */
function strayInside(before: Segment | undefined, items: readonly Item[], at: number): boolean {
  return (
    before !== undefined && isSpelledRun(before.elements.slice(-2)) && isSpelledRun(items.slice(at, at + 2))
  );
}

function isSpelledRun(items: readonly Item[]): boolean {
  return (
    items.length === 2 && items.every((item) => isElement(item) && /unit|repeat|written/.test(item.shape))
  );
}

/** "oh" away from other digits, or to begin a turn that goes on in words, is a sound and not a zero. */
function isInterjection(items: readonly Item[], at: number): boolean {
  const [before, item, after] = [items[at - 1], items[at], items[at + 1]];
  if (!isElement(item) || !/^oh?$/.test(item.tokens[0]?.text ?? '')) return false;
  if (isElement(after)) return false;
  const turn = item.tokens[0]?.turn;
  const goesOn = after?.kind === 'word' && after.turn === turn;
  return !isElement(before) || (goesOn && before.tokens.at(-1)?.turn !== turn);
}

function wordsBefore(items: readonly Item[], at: number): string[] {
  return wordsOf(items.slice(Math.max(0, at - 3), at));
}

function wordsAfter(items: readonly Item[], at: number): string[] {
  return wordsOf(items.slice(at, at + 4)).slice(0, 3);
}

function wordsOf(items: readonly Item[]): string[] {
  return items.flatMap((item) => (isElement(item) ? '#' : item.kind === 'pause' ? [] : item.text));
}

/** Digits heard in the chain. */
export function chainDigits(chain: Chain): string {
  return chain.map((segment) => digitsOf(segment.elements)).join('');
}

/** Digits heard beyond doubt: homophones left out. */
export function certainDigits(chain: Chain): number {
  const elements = chain.flatMap((segment) => segment.elements);
  return digitsOf(elements.filter((element) => element.shape !== 'homophone')).length;
}

/** "oh oh oh oh" */
function isExclamation(chain: Chain): boolean {
  const tokens = chain.flatMap(({ elements }) => elements.flatMap((element) => element.tokens));
  return tokens.every((token) => /^oh?$/.test(token.text));
}

/** Whether all of it would pass as times, years, counts and small numbers said one after the other. */
export function isOrdinaryChain(chain: Chain): boolean {
  const shapes = chain.map((segment) => ordinaryShape(segment.elements));
  if (isExclamation(chain)) return true;
  if (shapes.includes(undefined)) return false;
  if (chain.length === 1) return true;
  const digits = chainDigits(chain).length;
  if (shapes.every((shape) => shape === 'count' || shape === 'year') && digits <= 12) return true;
  const spelled = chain.filter(({ elements }) => elements.length > 1 && isSpelledRun(elements.slice(0, 2)));
  const single = chain.filter(({ elements }) => digitsOf(elements).length === 1).length;
  const most = shapes.every((shape) => shape === 'time') ? 8 : 6;
  return digits <= most && spelled.length === 0 && (single < 4 || new Set(chainDigits(chain)).size < 2);
}
