/** Signals an explanation names at most: more than a person reads in an alert. The small judge was taught to name four. */
const MAX_SIGNALS = 6;

const SPARE_TOKENS = 8;

export interface Lists {
  readonly categories: readonly string[];
  readonly signals: readonly string[];
}

/**
 * The JSON schema {category: enum, signals: array of enum} as a GBNF grammar, written without white space:
 * a small model was trained on that form, and no token is spent on blanks.
 */
export function explanationGrammar({ categories, signals }: Lists): string {
  return [
    String.raw`root ::= "{\"category\":" category ",\"signals\":[" signals? "]}"`,
    `signals ::= signal ("," signal){0,${MAX_SIGNALS - 1}}`,
    `category ::= ${alternatives(categories)}`,
    `signal ::= ${alternatives(signals)}`,
  ].join('\n');
}

/**
 * Tokens the longest explanation takes, and a few to spare for a model that spells in its own way.
 * @param countTokens of the model's vocabulary
 */
export function explanationBudget(
  { categories, signals }: Lists,
  countTokens: (text: string) => number,
): number {
  const longest = (words: readonly string[]) =>
    Math.max(...words.map((word) => countTokens(JSON.stringify(word))));
  const frame = countTokens('{"category":') + countTokens(',"signals":[') + countTokens(']}');
  return frame + longest(categories) + MAX_SIGNALS * (longest(signals) + 1) + SPARE_TOKENS;
}

/** The explanation in the text a model generated, or undefined when it is not one. Repeated signals are told once. */
export function parseExplanation(text: string, lists: Lists) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('category' in value) || !('signals' in value)) return;
  const { category, signals } = value;
  if (typeof category !== 'string' || !lists.categories.includes(category) || !Array.isArray(signals)) return;
  const known = lists.signals.filter((signal) => signals.includes(signal));
  return { category, signals: known };
}

/** The object is whole: nothing more is to be generated. */
export function isWhole(text: string): boolean {
  return text.endsWith(']}');
}

function alternatives(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(JSON.stringify(word))).join(' | ');
}
