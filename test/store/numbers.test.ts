import { expect, test } from 'vitest';
import { numberKey } from '../../src/store/numbers.js';

test.each([
  ['+44 20 7946-0958', '+442079460958'],
  ['0044 (20) 7946.0958', '+442079460958'],
  ['tel:+44/2079460958', '+442079460958'],
  ['sip:+442079460958@pbx.example;user=phone', '+442079460958'],
  [' 0611 2233 ', '06112233'],
  ['201', '201'],
  ['sip:Alice@pbx.example', 'alice@pbx.example'],
  ['Anonymous', 'anonymous'],
  ['+', '+'],
  ['', ''],
])('"%s" is compared as "%s"', (number, key) => {
  expect(numberKey(number)).toBe(key);
});
