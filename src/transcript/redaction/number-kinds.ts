/** What a redacted stretch was, as far as its length and the words around it tell. */
export const REDACTION_KINDS = [
  'card',
  'account',
  'code',
  'social-security',
  'routing',
  'phone',
  'birth-date',
  'pin',
  'password',
  'mail',
  'number',
] as const;
export type RedactionKind = (typeof REDACTION_KINDS)[number];

/** What stands in the text instead. */
export const PLACEHOLDERS: Readonly<Record<RedactionKind, string>> = {
  card: '[card number]',
  account: '[account number]',
  code: '[code]',
  'social-security': '[social security number]',
  routing: '[routing number]',
  phone: '[phone number]',
  'birth-date': '[date of birth]',
  pin: '[pin]',
  password: '[password]',
  mail: '[e-mail address]',
  number: '[number]',
};

/** Words that announce a number, and how many digits it can have while being read out. */
const CUES: readonly { kind: RedactionKind; words: RegExp; digits: readonly [number, number] }[] = [
  {
    kind: 'code',
    words: /^(?:codes?|passcodes?|otp|verification|cvv|cvc|token|anydesk|teamviewer|authenticator|texted)$/,
    digits: [3, 12],
  },
  { kind: 'pin', words: /^(?:pin|pins|pincode)$/, digits: [3, 8] },
  { kind: 'card', words: /^(?:cards?|visa|mastercard|amex|debit|credit|expiration)$/, digits: [3, 19] },
  { kind: 'social-security', words: /^(?:social|ssn|socials|medicare)$/, digits: [3, 11] },
  { kind: 'routing', words: /^(?:routing|aba)$/, digits: [3, 9] },
  {
    kind: 'account',
    words: /^(?:accounts?|iban|checking|savings|policy|member|membership)$/,
    digits: [3, 34],
  },
  {
    kind: 'phone',
    words: /^(?:phone|call|callback|cell|mobile|telephone|reach|dial|fax|extension)$/,
    digits: [7, 15],
  },
  { kind: 'password', words: /^(?:passwords?|passphrase)$/, digits: [3, 30] },
];

/** Only these make a secret of what would otherwise pass as a time, a year or a small number. */
const SECRET: ReadonlySet<RedactionKind> = new Set(['code', 'pin', 'card', 'social-security', 'password']);

/** How many words before (and after) a number may name it. */
const CUE_REACH = 30;
const CUE_REACH_AFTER = 6;
const NEAR_CUE_REACH = 12;

export interface NumberCue {
  readonly kind: RedactionKind;
  /** Words between it and the number; infinite when it comes after. */
  readonly distance: number;
  /** Near and strong enough to make a secret of an ordinary-looking number. */
  readonly secret: boolean;
}

/**
 * The nearest word that says what a number of so many digits is, before it or, failing that, just after it.
 * @param before words of both parties before the number, nearest last.
 * @param after words of the same party after it, nearest first.
 */
export function numberCue(
  digits: number,
  before: readonly string[],
  after: readonly string[],
): NumberCue | undefined {
  const reach = [...before.slice(-CUE_REACH).reverse()];
  for (const [distance, word] of reach.entries()) {
    const kind = cueKind(word, digits);
    if (kind !== undefined) return { kind, distance, secret: distance < NEAR_CUE_REACH && SECRET.has(kind) };
  }
  for (const word of after.slice(0, CUE_REACH_AFTER)) {
    const kind = cueKind(word, digits);
    if (kind !== undefined) return { kind, distance: Number.POSITIVE_INFINITY, secret: false };
  }
  return undefined;
}

function cueKind(word: string, digits: number): RedactionKind | undefined {
  return CUES.find((cue) => cue.words.test(word) && digits >= cue.digits[0] && digits <= cue.digits[1])?.kind;
}

/** What a number is by its cue, else by its length and check digits. */
export function numberKind(digits: string, cue: NumberCue | undefined): RedactionKind {
  if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)) return 'card';
  if (cue !== undefined) return cue.kind;
  switch (digits.length) {
    case 7:
    case 10:
      return 'phone';
    case 11:
      return digits.startsWith('1') ? 'phone' : 'number';
    case 15:
    case 16:
      return 'card';
    default:
      return 'number';
  }
}

/** The check digit of payment cards (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
