import fc from 'fast-check';

/** How people read a number out: written by a recogniser, digit by digit, in pairs, with "double" and "hundred". */
export type Style = 'written' | 'single' | 'oh' | 'repeat' | 'pairs' | 'hundreds';
export const STYLES: readonly Style[] = ['written', 'single', 'oh', 'repeat', 'pairs', 'hundreds'];

const ONES = 'zero one two three four five six seven eight nine'.split(' ');
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

const one = (digit: string | undefined, zero = 'zero') =>
  digit === '0' ? zero : (ONES[Number(digit)] ?? '');

function pair(digits: string): string {
  const [tens = '0', unit = '0'] = digits;
  if (digits.length < 2 || tens === '0') return [...digits].map((d) => one(d, 'oh')).join(' ');
  if (tens === '1') return TEENS[Number(unit)] ?? '';
  return [TENS[Number(tens) - 2], unit === '0' ? '' : one(unit)].filter(Boolean).join(' ');
}

function repeats(digits: string): string {
  return digits.replace(/(\d)\1{2}|(\d)\2|\d/g, (run) => {
    const times = ['', 'double ', 'triple '][run.length - 1] ?? '';
    return `${times}${one(run[0])} `;
  });
}

function say(group: string, style: Style): string {
  switch (style) {
    case 'written':
      return group;
    case 'single':
      return [...group].map((d) => one(d)).join(' ');
    case 'oh':
      return [...group].map((d) => one(d, 'oh')).join(' ');
    case 'repeat':
      return repeats(group).trim();
    case 'pairs':
      return (group.match(/\d{1,2}/g) ?? []).map(pair).join(' ');
    case 'hundreds': {
      const round = /^([1-9]\d?)00$/.exec(group)?.[1];
      return round === undefined ? say(group, 'single') : `${pair(round)} hundred`;
    }
  }
}

/** The words for a number; each group of it may be read in another style. */
export function spoken(groups: readonly string[], styles: readonly Style[]): string[] {
  return groups.flatMap((group, i) => say(group, styles[i % styles.length] ?? 'single').split(' '));
}

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((d) => d.join(''));

function luhnDigit(body: string): number {
  for (let check = 0; check < 10; check++) {
    const sum = [...body, check].reverse().reduce<number>((total, digit, i) => {
      const value = i % 2 === 1 ? 2 * Number(digit) : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return check;
  }
  return 0;
}

const split = (sizes: readonly number[]) => (number: string) =>
  sizes.map((size, i) => {
    const from = sizes.slice(0, i).reduce((sum, s) => sum + s, 0);
    return number.slice(from, from + size);
  });

/** Numbers as their usual groups of digits. */
export const CARD = digits(15)
  .map((body) => `4${body.slice(1)}`)
  .map((body) => body + luhnDigit(body))
  .map(split([4, 4, 4, 4]));
export const SOCIAL_SECURITY = digits(9).map(split([3, 2, 4]));
export const PHONE = digits(10).map(split([3, 3, 4]));
export const CODE = fc
  .integer({ min: 4, max: 8 })
  .chain((length) => digits(length).map(split([3, length - 3])));

const DIGITS_OF = new Map<string, number>([
  ...[...ONES, 'oh'].map((word): [string, number] => [word, 1]),
  ...[...TEENS, ...TENS, 'hundred'].map((word): [string, number] => [word, 2]),
  ['double', 1],
  ['triple', 2],
]);
const BETWEEN = new Set('um uh and then okay so'.split(' '));

/** The most digits standing visible in a row, hesitation aside: counted without any of the redactor's code. */
export function visibleDigits(text: string): number {
  const heard = text.toLowerCase().match(/\[[^\][]*\]|\d+|[a-z']+/g) ?? [];
  const words = heard.filter((word) => !BETWEEN.has(word));
  let [most, run] = [0, 0];
  for (const [i, word] of words.entries()) {
    const count = digitsIn(word, words[i - 1], words[i + 1]);
    run = count === undefined ? 0 : run + count;
    most = Math.max(most, run);
  }
  return most;
}

function digitsIn(word: string, before = '', after = ''): number | undefined {
  if (/^\d+$/.test(word)) return word.length;
  // "forty one" is two digits, not three, and a "double" left hanging is none yet.
  if (TENS.includes(before) && ONES.indexOf(word) > 0) return 0;
  if (/^(?:double|triple)$/.test(word) && !DIGITS_OF.has(after)) return 0;
  return DIGITS_OF.get(word);
}
