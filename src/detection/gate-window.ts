import type { Party } from '../audio/party.js';
import { ideaColumns } from './concepts.js';
import type { GateModel } from './gate-model.js';
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

/**
 * The last words of a call as the linear model sees them. n-grams and signals run within one party's words, so
 * neither the cutting into pieces nor an interjection of the other side breaks them; they count while all their
 * words are inside the window, a signal once.
 */
export class GateWindow {
  readonly #model: GateModel;
  #grams: Gram[] = [];
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
    const groups: GramGroup[] = party === 'mixed' ? ['any'] : ['any', party];
    for (const group of groups) {
      for (const [index, column] of gramsEndingAt(hashes, group, this.#model.bits).entries()) {
        const first = recent[recent.length - 1 - index]?.at ?? last;
        this.#grams.push({ column, group: group === 'any' ? 'any' : 'own', first });
      }
    }
  }

  /** A word of the other side that stands for these ideas was said at position `at` of the call. */
  addIdeas(ideas: readonly number[], at: number): void {
    for (const idea of ideas) this.#ideas.push({ idea, at });
  }

  addSignal(signal: string, party: Party, first: number): void {
    this.#signals.push({ name: party === 'local' ? LOCAL + signal : signal, first });
  }

  /** Is the signal standing in the window already, said by a party that is or is not the protected person? */
  has(signal: string, party: Party): boolean {
    const name = party === 'local' ? LOCAL + signal : signal;
    return this.#signals.some((heard) => heard.name === name);
  }

  /** Log-odds of the window that ends before word number `end` of the call; what lies before it is forgotten. */
  logit(end: number): number {
    const { window, shrink, weights, lexicon, bias, bits } = this.#model;
    const mean = (columns: ReadonlySet<number>) => {
      let total = 0;
      for (const column of columns) total += weights[column] ?? 0;
      return total / Math.sqrt(columns.size + shrink);
    };
    const start = end - window;
    this.#grams = this.#grams.filter(({ first }) => first >= start);
    this.#signals = this.#signals.filter(({ first }) => first >= start);
    this.#ideas = this.#ideas.filter(({ at }) => at >= start);
    let sum = bias;
    for (const group of ['any', 'own'] as const) {
      sum += mean(new Set(this.#grams.filter((gram) => gram.group === group).map(({ column }) => column)));
    }
    sum += mean(ideaColumns(new Set(this.#ideas.map(({ idea }) => idea)), bits));
    for (const name of new Set(this.#signals.map((heard) => heard.name))) sum += lexicon[name] ?? 0;
    return sum;
  }
}
