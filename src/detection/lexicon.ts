import Type from 'typebox';
import { Compile } from 'typebox/compile';
import shipped from './lexicon.json' with { type: 'json' };

const LexiconSchema = Type.Object({
  version: Type.Integer(),
  about: Type.String(),
  macros: Type.Record(Type.String(), Type.String()),
  flips: Type.Array(Type.String()),
  negation: Type.Object({ wordsBefore: Type.Integer(), pattern: Type.String(), ends: Type.String() }),
  patterns: Type.Record(Type.String(), Type.Array(Type.String())),
});

/** A pattern found: word indexes, both inclusive, into the words that were searched. */
export interface LexiconHit {
  readonly signal: string;
  readonly first: number;
  readonly last: number;
}

/** What a hit becomes when it stands in a warning ("never give anybody the code"). */
const WARNING = 'warns-against';

/** Patterns per signal over normalised words, from lexicon.json. Stateless; one for the whole process. */
export class Lexicon {
  readonly #patterns: readonly { signal: string; pattern: RegExp }[];
  readonly #flips: ReadonlySet<string>;
  readonly #wordsBefore: number;
  readonly #negation: RegExp;
  readonly #negationEnds: RegExp;

  constructor() {
    const data = Compile(LexiconSchema).Parse(shipped);
    const bordered = (pattern: string) => {
      const filled = pattern.replace(/\{([a-z][a-z0-9]*)\}/g, (_, name: string) => data.macros[name] ?? '');
      return new RegExp(`(?:^| )(?:${filled})(?= |$)`, 'g');
    };
    this.#patterns = Object.entries(data.patterns).flatMap(([signal, patterns]) =>
      patterns.map((pattern) => ({ signal, pattern: bordered(pattern) })),
    );
    this.#flips = new Set(data.flips);
    this.#wordsBefore = data.negation.wordsBefore;
    this.#negation = bordered(data.negation.pattern);
    this.#negationEnds = bordered(data.negation.ends);
  }

  /** Every match in one party's words, in the order of the patterns. */
  hits(words: readonly string[]): LexiconHit[] {
    const text = words.join(' ');
    const found: LexiconHit[] = [];
    for (const { signal, pattern } of this.#patterns) {
      for (const match of matches(text, pattern)) {
        const start = match.index + (text[match.index] === ' ' ? 1 : 0);
        const first = spacesIn(text, 0, start);
        const last = first + spacesIn(text, start, match.index + match[0].length);
        found.push({ signal: this.#inContext(signal, words, first), first, last });
      }
    }
    return found;
  }

  /** An ask with a negation shortly before it is a warning, unless "but", "just" or "then" came between. */
  #inContext(signal: string, words: readonly string[], first: number): string {
    if (!this.#flips.has(signal)) return signal;
    const before = words.slice(Math.max(0, first - this.#wordsBefore), first).join(' ');
    const negation = [...before.matchAll(this.#negation)].at(-1);
    if (negation === undefined) return signal;
    const rest = before.slice(negation.index + negation[0].length);
    return rest.search(this.#negationEnds) >= 0 ? signal : WARNING;
  }
}

/** As `matchAll`, which compiles a copy of the pattern at each call: with hundreds of them that is most of the work. */
function* matches(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) yield match;
}

function spacesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (text.charCodeAt(i) === 0x20) count += 1;
  return count;
}
