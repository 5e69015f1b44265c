import { expect, it } from 'vitest';
import { fromWire, toWire } from '../../src/engines/wire-error.js';
import { CallwardenError } from '../../src/errors.js';

it.each([
  [new CallwardenError('CW_USAGE', 'asked to'), { code: 'CW_USAGE', message: 'asked to' }],
  [new RangeError('too far'), { code: 'CW_INTERNAL', message: 'too far' }],
  ['a string', { code: 'CW_INTERNAL', message: 'a string' }],
])('%s crosses to the host with its code and message', (thrown, expected) => {
  const error = fromWire(structuredClone(toWire(thrown)));
  expect(error).toBeInstanceOf(CallwardenError);
  expect(error).toMatchObject(expected);
});

it.each([undefined, 'CW_NEWER_THAN_THE_HOST'])(
  'a code that the host does not know (%s) is CW_INTERNAL',
  (code) => {
    expect(fromWire({ code, message: 'why' })).toMatchObject({ code: 'CW_INTERNAL', message: 'why' });
  },
);
