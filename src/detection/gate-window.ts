import type { Party } from '../audio/party.js';
import { ideaColumns } from './concepts.js';
import type { GateModel, GramTable } from './gate-model.js';
import { GRAM_WORDS, type GramGroup, gramsEndingAt } from './grams.js';

/** Something that stands in the call from word number `first` on. */
interface Placed {
  readonly first: number;
}

interface Gram extends Placed {
  readonly column: number;
  readonly group: 'any' | 'own';
}

interface Heard extends Placed {
  readonly name: string;
}

/** Marks what the protected person said: the words of an ask weigh otherwise there. */
const LOCAL = 'local:';

/** n-grams of the longer context have up to this many words. */
const LONG_GRAM_WORDS = 2;

/** Words heard: which of these a call is past says how much its score may mean. */
const AGES = [60, 120, 240, 480];

/**
 * The last words of a call as the linear model sees them. n-grams and signals run within one party's words, so
 * neither the cutting into pieces nor an interjection of the other side breaks them; they count while all their
 * words are inside the window, a signal once. Of what came before, the longer context and the call's signals count.
 */
export class GateWindow {
  readonly #model: GateModel;
  #grams: Gram[] = [];
  #long: { readonly column: number; readonly first: number }[] = [];
  readonly #everSaid = new Set<string>();
  #signals: Heard[] = [];
  #ideas: { readonly idea: number; readonly at: number }[] = [];

  constructor(model: GateModel) {
    this.#model = model;
  }

  /**
   * A word was said.
   * @param tail the last words of its party, this one included: hashes and positions in the call, oldest first
   */
  addWord(party: Party, tail: readonly { readonly hash: number; readonly at: number }[]): void {
    const recent = tail.slice(-GRAM_WORDS);
    const hashes = recent.map(({ hash }) => hash);
    const last = recent.at(-1)?.at ?? 0;
    const firstOf = (index: number) => recent[recent.length - 1 - index]?.at ?? last;
    const long = gramsEndingAt(hashes.slice(-LONG_GRAM_WORDS), 'any', this.#model.long.bits);
    for (const [index, column] of long.entries()) this.#long.push({ column, first: firstOf(index) });
    const groups: GramGroup[] = party === 'mixed' ? ['any'] : ['any', party];
    for (const group of groups) {
      for (const [index, column] of gramsEndingAt(hashes, group, this.#model.bits).entries()) {
        this.#grams.push({ column, group: group === 'any' ? 'any' : 'own', first: firstOf(index) });
      }
    }
  }

  /** A word of the other side that stands for these ideas was said at position `at` of the call. */
  addIdeas(ideas: readonly number[], at: number): void {
    for (const idea of ideas) this.#ideas.push({ idea, at });
  }

  addSignal(signal: string, party: Party, first: number): void {
    const name = party === 'local' ? LOCAL + signal : signal;
    this.#signals.push({ name, first });
    this.#everSaid.add(name);
  }

  /** Is the signal standing in the window already, said by a party that is or is not the protected person? */
  has(signal: string, party: Party): boolean {
    const name = party === 'local' ? LOCAL + signal : signal;
    return this.#signals.some((heard) => heard.name === name);
  }

  /** Log-odds of the window that ends before word number `end` of the call; what no window will need is forgotten. */
  logit(end: number): number {
    const { window, lexicon, bias, long } = this.#model;
    const start = end - window;
    this.#grams = this.#grams.filter(({ first }) => first >= start);
    this.#signals = this.#signals.filter(({ first }) => first >= start);
    this.#ideas = this.#ideas.filter(({ at }) => at >= start);
    this.#long = this.#long.filter(({ first }) => first >= end - long.window);
    let sum = bias;
    for (const group of ['any', 'own'] as const) {
      sum += mean(
        this.#model,
        new Set(this.#grams.filter((gram) => gram.group === group).map(({ column }) => column)),
      );
    }
    sum += mean(this.#model, ideaColumns(new Set(this.#ideas.map(({ idea }) => idea)), this.#model.bits));
    sum += mean(long, new Set(this.#long.map(({ column }) => column)));
    const named = new Set(this.#signals.map(({ name }) => name));
    for (const name of this.#everSaid) named.add(`call:${name}`);
    for (const age of AGES) if (end > age) named.add(`age:${age}`);
    for (const name of named) sum += lexicon[name] ?? 0;
    return sum;
  }
}

/** Sum of the columns' weights over the square root of their number, shrunk: a call's first words must not weigh like a full window. */
function mean({ weights, shrink }: GramTable, columns: ReadonlySet<number>): number {
  let total = 0;
  for (const column of columns) total += weights[column] ?? 0;
  return total / Math.sqrt(columns.size + shrink);
}
