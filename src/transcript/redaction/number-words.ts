const UNITS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** Words for one digit. */
export const DIGIT_WORDS: ReadonlyMap<string, string> = new Map([
  ...UNITS.map((word, i): [string, string] => [word, String(i + 1)]),
  ['zero', '0'],
  ['oh', '0'],
  ['o', '0'],
  ['nought', '0'],
  ['naught', '0'],
  ['nil', '0'],
  ['niner', '9'],
]);

/** What a recogniser writes for a digit word; a digit only between two digits. */
export const DIGIT_HOMOPHONES: ReadonlyMap<string, string> = new Map([
  ['to', '2'],
  ['too', '2'],
  ['for', '4'],
  ['won', '1'],
  ['ate', '8'],
  ['tree', '3'],
  ['sex', '6'],
  ['sicks', '6'],
]);

export const TEEN_WORDS: ReadonlyMap<string, number> = new Map(
  TEENS.map((word, i): [string, number] => [word, 10 + i]),
);

export const TENS_WORDS: ReadonlyMap<string, number> = new Map([
  ...TENS.map((word, i): [string, number] => [word, 20 + 10 * i]),
  ['fourty', 40],
]);

export const REPEAT_WORDS: ReadonlyMap<string, number> = new Map([
  ['double', 2],
  ['triple', 3],
  ['treble', 3],
  ['quadruple', 4],
]);

export const SCALE_WORDS: ReadonlyMap<string, number> = new Map([
  ['thousand', 1000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);

/** Sounds that mean nothing: as if they were not there. */
export const HESITATIONS: ReadonlySet<string> = new Set(
  'um uh er erm ah eh hm hmm mm mmm uhm dash hyphen space'.split(' '),
);

/** Words that people put between the parts of a number, and that listeners say meanwhile. */
export const FILLERS: ReadonlySet<string> = new Set(
  (
    'and then okay ok alright right yes yeah yep yup sure so well like just let me see wait hold on sorry ' +
    'go ahead got it huh mhm next please uhuh good great now again correct perfect thanks thank you oh ' +
    "it's that's is dot followed"
  ).split(' '),
);
