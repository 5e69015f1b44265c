import type { NumberElement } from './number-elements.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** After a number, these make it an amount. */
const UNITS = words(
  'dollar dollars buck bucks cent cents pound pounds euro euros percent grand k usd million billion ' +
    'second seconds minute minutes min mins hour hours day days week weeks month months year years night nights ' +
    'people persons kids children times mile miles feet foot inch inches meters kilometers km degrees square ' +
    'calls emails messages items boxes cards bitcoins coins shares points gallons megabytes gigabytes calories ' +
    'th nd rd copies pages words steps employees customers seats guests members units tickets students votes acres',
);
const DAY_PARTS = words("am pm a p o'clock oclock today tonight tomorrow sharp");
const CLOCK_WORDS = words('at by until till around before after about past between from');
const YEAR_WORDS = words('in since year of during until from before after by to early late mid may back');
const MONTHS = words(
  'january february march april may june july august september october november december ' +
    'spring summer fall autumn winter',
);
const PRICE_WORDS = words(
  'total costs cost price priced paid pay owe owes worth comes only just charge charged charges for fee bill',
);
const PAYING = words(
  'transfer transferred send sent pay paid withdraw withdrew deposit deposited owe spend spent',
);
/** What carries a number as its name: no secret. */
const NUMBERED = words(
  'room level form flight route highway suite apartment apt channel model windows version gate page chapter unit ' +
    'building bus train exit section street top rule article act covid iphone class boeing interstate',
);
const STREETS = words(
  'street avenue road lane drive boulevard court place way st ave rd blvd circle parkway highway terrace',
);

const isTwo = (element: NumberElement | undefined) => element?.shape === 'two';
const isUnit = (element: NumberElement | undefined) => element?.shape === 'unit';

export function digitsOf(elements: readonly NumberElement[]): string {
  return elements.map((element) => element.digits).join('');
}

/** "ten forty five", "10 45", "1045": an hour and its minutes, nothing else. */
function isClockTime(elements: readonly NumberElement[]): boolean {
  const [hour, minutes, third] = elements;
  if (hour === undefined || third !== undefined) return false;
  if (minutes === undefined) return /^(?:1[0-2]|[1-9])[0-5]\d$/.test(hour.digits) && hour.shape === 'written';
  return /^(?:1[0-2]|[1-9])$/.test(hour.digits) && /^[0-5]\d$/.test(minutes.digits) && !isUnit(minutes);
}

/** "nineteen eighty five", "twenty oh four", "1985". */
function isYear(elements: readonly NumberElement[]): boolean {
  const [century] = elements;
  if (century === undefined || !/^(?:1[7-9]|20)\d\d$/.test(digitsOf(elements))) return false;
  if (elements.length === 1) return century.shape === 'written';
  return isTwo(century) && (elements.length === 2 ? !isUnit(elements[1]) : elements[1]?.digits === '0');
}

/** "three ninety nine", "nineteen ninety nine", "one nineteen ninety nine": dollars, then cents. */
function isPrice(elements: readonly NumberElement[]): boolean {
  const cents = elements.at(-1);
  const dollars = elements.slice(0, -1);
  if (!isTwo(cents) || dollars.length > 2) return false;
  return dollars.length < 2
    ? dollars.every((e) => isTwo(e) || isUnit(e))
    : isUnit(dollars[0]) && isTwo(dollars[1]);
}

function isCount(elements: readonly NumberElement[]): boolean {
  const last = elements.at(-1);
  const rest = elements.slice(0, -1);
  return (
    last?.shape === 'quantity' &&
    rest.length <= 2 &&
    rest.every((e) => (isUnit(e) && e.digits !== '0') || e.shape === 'quantity')
  );
}

/** "twelve", "two three", "three ninety", "twenty four seven"; whoever says a zero by itself is spelling. */
function isSmall(elements: readonly NumberElement[]): boolean {
  return (
    digitsOf(elements).length <= 3 &&
    elements.every(({ digits, shape }) => !digits.startsWith('0') && shape !== 'repeat')
  );
}

export type OrdinaryShape = 'small' | 'time' | 'year' | 'count';

/** What these digits would be if nothing around them said otherwise; undefined for a string of digits. */
export function ordinaryShape(elements: readonly NumberElement[]): OrdinaryShape | undefined {
  if (isCount(elements)) return 'count';
  if (isYear(elements)) return 'year';
  if (isClockTime(elements) && !(elements.length === 1)) return 'time';
  return isSmall(elements) ? 'small' : undefined;
}

/**
 * The elements left when those are taken away that the words around prove to be an amount, a time, a year
 * or the name of a thing.
 * @param before the words just before, nearest last.
 * @param after the words just after, nearest first.
 */
export function withoutOrdinary(
  elements: readonly NumberElement[],
  before: readonly string[],
  after: readonly string[],
): readonly NumberElement[] {
  const [next = '', second = ''] = after;
  const last = before.at(-1) ?? '';
  const dayPart = DAY_PARTS.has(next) || (next === 'in' && second === 'the');
  // "at 1130" may as well be the start of a telephone number.
  const clock = CLOCK_WORDS.has(last) && !(elements.length === 1 && elements[0]?.shape === 'written');
  if (isClockTime(elements) && (clock || dayPart)) return [];
  if (isYear(elements) && (YEAR_WORDS.has(last) || MONTHS.has(last) || /^\d+(?:st|nd|rd|th)$/.test(last)))
    return [];
  if (isPrice(elements) && before.slice(-3).some((word) => PRICE_WORDS.has(word))) return [];
  if (PAYING.has(last) && elements.length === 1 && /^[1-9]\d{0,3}$/.test(digitsOf(elements))) return [];
  if (NUMBERED.has(last) && elements.length <= 3 && digitsOf(elements).length <= 4) return [];
  if (elements.length <= 3 && digitsOf(elements).length <= 5 && after.slice(0, 3).some((w) => STREETS.has(w)))
    return [];
  if (UNITS.has(next)) return elements.slice(0, elements.length - amountLength(elements));
  return elements;
}

/** How many of the last elements the unit after them belongs to. */
function amountLength(elements: readonly NumberElement[]): number {
  const last = elements.at(-1);
  for (const length of [3, 2]) {
    const head = elements.slice(0, -length);
    if (elements.length >= length && isPrice(elements.slice(-length)) && leavesNoRest(head)) return length;
  }
  const single =
    last?.shape === 'quantity' || isTwo(last) || (last?.shape === 'written' && last.digits.length <= 6);
  const head = elements.slice(0, -1);
  if (single && (leavesNoRest(head) || (last?.shape === 'quantity' && isCount(elements)))) return 1;
  return isUnit(last) && elements.length <= 2 ? 1 : 0;
}

/** A rest of one to three digits would stand visible beside the amount. */
function leavesNoRest(head: readonly NumberElement[]): boolean {
  return head.length === 0 || digitsOf(head).length >= 4;
}
