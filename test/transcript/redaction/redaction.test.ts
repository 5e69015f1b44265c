import { describe, expect, test } from 'vitest';
import { redactText, redactTurns, type SpokenText } from '../../../src/transcript/redaction/redaction.js';
import { ORDINARY, SECRETS } from './said.js';
import { visibleDigits } from './spoken-number.js';

/** "remote: read me the code" a line. */
function conversation(lines: readonly string[]): SpokenText[] {
  return lines.map((line) => {
    const [party = '', text = ''] = line.split(/: (.*)/s);
    if (party !== 'remote' && party !== 'local' && party !== 'mixed') throw new Error(`no party: ${line}`);
    return { party, text };
  });
}

const redacted = (...lines: string[]) => redactTurns(conversation(lines)).map((turn) => turn.text);

describe('one sentence', () => {
  test.each(SECRETS)('hides: %s', (said) => {
    const shown = redactText(said);
    expect(shown).toMatch(/\[[a-z -]+\]/);
    expect(visibleDigits(shown)).toBeLessThan(4);
  });

  test.each(ORDINARY)('leaves: %s', (said) => {
    expect(redactText(said)).toBe(said);
  });

  test.each([
    [
      'my card is four one one one one one one one one one one one one one one one',
      'my card is [card number]',
    ],
    ['my card is 4111-1111-1111-1111, thanks', 'my card is [card number], thanks'],
    ['the code is four, eight, two, nine, one, three', 'the code is [code]'],
    ['my pin is twelve thirty four', 'my pin is [pin]'],
    ['my social is 123-45-6789', 'my social is [social security number]'],
    ['routing number oh two one oh oh oh oh two one', 'routing number [routing number]'],
    ['account number one zero zero four double five six', 'account number [account number]'],
    ['call me at eight hundred five five five one two one two', 'call me at [phone number]'],
    ['i was born on march fifth nineteen fifty two', 'i was born on [date of birth]'],
    ['it is mary underscore jones forty two at yahoo dot com', 'it is [e-mail address]'],
    ['my password is sunshine forty two and my dog is big', 'my password is [password] and my dog is big'],
    ['that is eight eight two one three', 'that is [number]'],
    [
      'pay four hundred dollars and read me four four one nine',
      'pay four hundred dollars and read me [number]',
    ],
  ])('%s', (said, shown) => {
    expect(redactText(said)).toBe(shown);
  });
});

describe('across turns', () => {
  test('digits go on while the other party hums', () => {
    expect(
      redacted(
        'remote: read me the card number',
        'local: sure four one one one',
        'remote: uh huh',
        'local: one one one one',
        'remote: okay and the next four please',
        'local: one one one one',
        'remote: got it',
        'local: one one',
        'local: one one thanks',
      ),
    ).toEqual([
      'remote: read me the card number'.slice(8),
      'sure [card number]',
      'uh huh',
      '[card number]',
      'okay and the next four please',
      '[card number]',
      'got it',
      '[card number]',
      '[card number] thanks',
    ]);
  });

  test('one digit at a time, repeated by the other party', () => {
    const digits = 'eight seven six five four three'.split(' ');
    const lines = digits.flatMap((digit) => [`local: ${digit}`, `remote: ${digit}`]);
    const shown = redacted('remote: what is the code', ...lines);
    expect(shown.slice(1)).toEqual(lines.map(() => '[code]'));
  });

  test('the question names the answer', () => {
    expect(redacted('remote: read me the code we just sent', 'local: it is 482 913')[1]).toBe('it is [code]');
    expect(redacted('remote: and your social please', 'local: six seven eight nine')[1]).toBe(
      '[social security number]',
    );
    expect(redacted('remote: what is your date of birth', 'local: may third nineteen sixty')[1]).toBe(
      '[date of birth]',
    );
  });

  test('a password given as the answer', () => {
    expect(redacted('remote: tell me your password', 'local: um sunshine forty two')[1]).toBe(
      'um [password]',
    );
    expect(redacted('remote: tell me your password', 'local: i am not going to tell you')[1]).toBe(
      'i am not going to tell you',
    );
  });

  test('a secret that begins in one piece and ends in the next', () => {
    expect(redacted('local: my password is', 'local: sunshine')).toEqual(['my password is', '[password]']);
    expect(redacted('local: it is john dot smith at', 'local: gmail dot com')).toEqual([
      'it is [e-mail address]',
      '[e-mail address]',
    ]);
    expect(redacted('local: the code is four two double', 'local: five one')).toEqual([
      'the code is [code]',
      '[code]',
    ]);
  });

  test('long talk in between makes them two numbers', () => {
    const talk =
      'remote: before we go on i have to tell you about the terms and conditions of this offer which are very long';
    expect(redacted('local: three of us', talk, 'local: two cars')).toEqual([
      'three of us',
      talk.slice(8),
      'two cars',
    ]);
  });

  test('what each party says is its own number', () => {
    expect(redacted('remote: two', 'local: one', 'remote: three', 'local: four')).toEqual([
      'two',
      'one',
      'three',
      'four',
    ]);
  });

  test('"oh" after a number is no zero', () => {
    expect(redacted('local: my account is 351531510', 'local: oh i remember now')[1]).toBe(
      'oh i remember now',
    );
  });

  test('times given turn by turn stay', () => {
    const lines = [
      'remote: can you come at ten thirty',
      'local: no but eleven fifteen works',
      'remote: okay',
      'local: or twelve thirty',
    ];
    expect(redacted(...lines)).toEqual(lines.map((line) => line.replace(/^\w+: /, '')));
  });
});

test('redactions say what was hidden and where in the original', () => {
  const said = 'the code is 482913 okay';
  const [turn] = redactTurns([{ party: 'local', text: said }]);
  expect(turn?.redactions).toEqual([{ kind: 'code', start: 12, end: 18 }]);
});
