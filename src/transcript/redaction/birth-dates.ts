import type { Conversation } from './conversation.js';
import { type Item, isElement, readNumbers } from './number-elements.js';
import { hide, type PlacedRedaction } from './places.js';

const MONTHS = new Set(
  'january february march april may june july august september october november december'.split(' '),
);
const ORDINALS = new Set(
  (
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth ' +
    'fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth'
  ).split(' '),
);
const CUE = /^(?:birth|birthday|birthdate|born|dob|birthday's)$/;
/** How many words before a date may say that somebody was born on it. */
const CUE_REACH = 18;
/** Words that name another number nearer to it. */
const OTHER_CUE = /^(?:pin|code|account|card|password|phone|ssn|routing)$/;

type Part = 'month' | 'ordinal' | 'number' | 'date' | 'glue' | undefined;

/** Dates spoken near a word for birth: "march fifth nineteen fifty two", "05/03/1952", "nineteen fifty". */
export function birthDates(conversation: Conversation): PlacedRedaction[] {
  return conversation.parties.flatMap((party) => {
    const items = readNumbers(conversation.tokensOf(party));
    const found: PlacedRedaction[] = [];
    for (let at = 0; at < items.length; at++) {
      if (startsDate(partOf(items[at]))) {
        const date = dateAt(items, at);
        if (isDate(date) && nearBirth(conversation, date))
          found.push(
            ...hide(
              'birth-date',
              date.flatMap((item) => (isElement(item) ? item.tokens : [item])),
            ),
          );
        at += Math.max(0, date.length - 1);
      }
    }
    return found;
  });
}

function startsDate(part: Part): boolean {
  return part !== undefined && part !== 'glue';
}

function partOf(item: Item | undefined): Part {
  if (item === undefined) return undefined;
  if (isElement(item)) return item.shape === 'homophone' ? undefined : 'number';
  if (item.kind === 'date') return 'date';
  if (item.kind === 'pause') return 'glue';
  if (item.kind === 'amount') return /^\d+(?:st|nd|rd|th)$/.test(item.text) ? 'ordinal' : undefined;
  if (MONTHS.has(item.text)) return 'month';
  if (ORDINALS.has(item.text)) return 'ordinal';
  return item.text === 'of' || item.text === 'the' ? 'glue' : undefined;
}

/** From here on as long as it can be one date; what glues must have a part after it. */
function dateAt(items: readonly Item[], start: number): Item[] {
  let end = start;
  let [numbers, digits] = [0, 0];
  for (let at = start; at < items.length; at++) {
    const item = items[at];
    const part = partOf(item);
    if (part === undefined) break;
    if (part === 'glue') continue;
    if (isElement(item)) {
      numbers += 1;
      digits += item.digits.length;
    }
    if (digits > 8 || numbers > 8) return items.slice(start, start + 1);
    end = at + 1;
  }
  return items.slice(start, end);
}

function isDate(date: readonly Item[]): boolean {
  const parts = date.map(partOf);
  const digits = date.map((item) => (isElement(item) ? item.digits : '')).join('');
  if (parts.includes('date')) return true;
  if (parts.includes('month')) return parts.includes('number') || parts.includes('ordinal');
  return digits.length >= 3 && digits.length <= 8;
}

function nearBirth(conversation: Conversation, date: readonly Item[]): boolean {
  const [first] = date;
  const token = isElement(first) ? first.tokens[0] : first;
  if (token === undefined) return false;
  const nearest = conversation
    .wordsBefore(token, CUE_REACH)
    .findLast((w) => CUE.test(w) || OTHER_CUE.test(w));
  return nearest !== undefined && CUE.test(nearest);
}
