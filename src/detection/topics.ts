import Type, { type Static } from 'typebox';
import { int8Table } from './int8-table.js';

export const TopicTableSchema = Type.Object(
  {
    kinds: Type.Array(Type.String(), { description: 'categories of taxonomy.json' }),
    words: Type.String({ description: 'normalised, parted by blanks' }),
    shrink: Type.Number({ minimum: 0, description: 'added to the number of words before the square root' }),
    bias: Type.Array(Type.Number()),
    scale: Type.Number({ exclusiveMinimum: 0 }),
    weights: Type.String({ description: 'int8 in base64, times scale; the kinds of one word after another' }),
  },
  { description: 'which kind of scam a scam is, by the words of everybody but the protected person' },
);

/** A weight for each word and kind of scam. */
export interface TopicTable {
  readonly kinds: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly shrink: number;
  readonly bias: readonly number[];
  readonly weights: Float32Array;
}

/** @throws RangeError when the table has not a weight for each word and kind */
export function topicTableOf({
  kinds,
  words,
  shrink,
  bias,
  scale,
  weights,
}: Static<typeof TopicTableSchema>): TopicTable {
  const places = new Map(words.split(' ').map((word, place) => [word, place]));
  const table = int8Table({ scale, weights });
  if (table.length !== places.size * kinds.length)
    throw new RangeError(`it has ${table.length} topic weights`);
  return { kinds, places, shrink, bias, weights: table };
}

/** A kind of scam, and how likely a call that is a scam is of that kind, 0..1. */
export interface Topic {
  readonly kind: string;
  readonly probability: number;
}

/**
 * What a call is about, for the name of an alert. It knows scams only: of an ordinary call it says nothing, so it must
 * never move the risk. A word counts once, however often it is said.
 */
export class Topics {
  readonly #table: TopicTable;
  readonly #heard = new Set<number>();

  constructor(table: TopicTable) {
    this.#table = table;
  }

  /** @param word normalised, not of the protected person */
  hear(word: string): void {
    const place = this.#table.places.get(word);
    if (place !== undefined) this.#heard.add(place);
  }

  /** All kinds, the likeliest first: softmax of a sum over words, shrunk while few words are known. */
  ranked(): Topic[] {
    const { kinds, bias, weights, shrink } = this.#table;
    const value = 1 / Math.sqrt(this.#heard.size + shrink);
    const logits = kinds.map((_, kind) => {
      let sum = 0;
      for (const place of this.#heard) sum += weights[place * kinds.length + kind] ?? 0;
      return (bias[kind] ?? 0) + value * sum;
    });
    const highest = Math.max(...logits);
    const odds = logits.map((logit) => Math.exp(logit - highest));
    const total = odds.reduce((sum, one) => sum + one, 0);
    return kinds
      .map((kind, i) => ({ kind, probability: (odds[i] ?? 0) / total }))
      .sort((a, b) => b.probability - a.probability);
  }
}
