import type { Party } from '../../audio/party.js';
import { FILLERS, HESITATIONS } from './number-words.js';
import { type SpokenText, type Token, tokenise } from './tokens.js';

/** Where in the conversation something stands: turn, then place in its text. */
export interface Place {
  readonly turn: number;
  readonly start: number;
}

/** Tokens of a whole conversation, and what was said around a place in it. */
export class Conversation {
  readonly turns: readonly SpokenText[];
  readonly tokens: readonly (readonly Token[])[];
  /** Tokens of turns of one party that follow each other, put together. */
  readonly runs: readonly (readonly Token[])[];
  readonly #contentWords: readonly number[];

  constructor(turns: readonly SpokenText[]) {
    this.turns = turns;
    this.tokens = turns.map(({ text }, turn) => tokenise(text, turn));
    this.runs = runsOf(turns, this.tokens);
    this.#contentWords = this.tokens.map((tokens) => tokens.filter(isContent).length);
  }

  get parties(): Party[] {
    return [...new Set(this.turns.map((turn) => turn.party))];
  }

  /** Everything one party said, in order. */
  tokensOf(party: Party): Token[] {
    return this.tokens.filter((_, turn) => this.turns[turn]?.party === party).flat();
  }

  /** Content words that other parties said between two turns. */
  otherWords(party: Party, from: number, to: number): number {
    let sum = 0;
    for (let turn = from + 1; turn < to; turn++) {
      if (this.turns[turn]?.party !== party) sum += Math.max(1, this.#contentWords[turn] ?? 0);
    }
    return sum;
  }

  /** The last words of all parties before a place, nearest last; hesitations do not count. */
  wordsBefore({ turn, start }: Place, count: number): string[] {
    const words: string[] = [];
    for (let t = turn; t >= 0 && words.length < count; t--) {
      const tokens = this.tokens[t] ?? [];
      const earlier = t === turn ? tokens.filter((token) => token.start < start) : tokens;
      words.unshift(...earlier.filter(isWord).map((token) => token.text));
    }
    return words.slice(-count);
  }

  /** The next words in the same turn after a place. */
  wordsAfter({ turn, start }: Place, count: number): string[] {
    const later = (this.tokens[turn] ?? []).filter((token) => token.start > start);
    return later
      .filter(isWord)
      .slice(0, count)
      .map((token) => token.text);
  }
}

function isWord(token: Token): boolean {
  return token.kind === 'word' && !HESITATIONS.has(token.text);
}

function isContent(token: Token): boolean {
  return isWord(token) && !FILLERS.has(token.text);
}

function runsOf(turns: readonly SpokenText[], tokens: readonly (readonly Token[])[]): Token[][] {
  const runs: Token[][] = [];
  for (const [i, turn] of turns.entries()) {
    if (turn.party !== turns[i - 1]?.party) runs.push([]);
    runs.at(-1)?.push(...(tokens[i] ?? []));
  }
  return runs;
}
