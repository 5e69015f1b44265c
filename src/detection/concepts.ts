import Type from 'typebox';
import { Compile } from 'typebox/compile';
import shipped from './concepts.json' with { type: 'json' };
import { chainHashes, hashWord } from './grams.js';

const ConceptsSchema = Type.Object({
  version: Type.Integer(),
  about: Type.String(),
  concepts: Type.Record(Type.String(), Type.String()),
});

/** Start of the hash chain of ideas, apart from those of words. */
const SEED = 0x0d;

/** Hashes of the ideas each word stands for. */
const IDEAS = new Map<string, number[]>();
for (const [idea, members] of Object.entries(Compile(ConceptsSchema).Parse(shipped).concepts)) {
  for (const word of members.split(' ')) IDEAS.set(word, [...(IDEAS.get(word) ?? []), hashWord(idea)]);
}

/** Hashes of the ideas a normalised word stands for; none for most words. */
export function ideasOf(word: string): readonly number[] {
  return IDEAS.get(word) ?? [];
}

/** Columns of ideas that stand together: each alone, and each two of them. */
export function ideaColumns(ideas: ReadonlySet<number>, bits: number): Set<number> {
  const mask = (1 << bits) - 1;
  const sorted = [...ideas].sort((a, b) => a - b);
  const columns = new Set<number>();
  for (const [index, idea] of sorted.entries()) {
    columns.add(chainHashes(SEED, [idea]) & mask);
    for (const other of sorted.slice(index + 1)) columns.add(chainHashes(SEED, [idea, other]) & mask);
  }
  return columns;
}
