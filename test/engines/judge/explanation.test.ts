import { describe, expect, it } from 'vitest';
import {
  explanationBudget,
  explanationGrammar,
  isWhole,
  parseExplanation,
} from '../../../src/engines/judge/explanation.js';

const lists = { categories: ['bank', 'other'], signals: ['asks-code', 'urgency'] };

describe('explanation', () => {
  it('reads what the model is made to write', () => {
    const text = '{"category":"bank","signals":["urgency","asks-code","urgency"]}';
    expect(parseExplanation(text, lists)).toEqual({ category: 'bank', signals: ['asks-code', 'urgency'] });
  });

  it.each([
    ['cut off', '{"category":"bank","signals":["urg'],
    ['a category of its own', '{"category":"alien","signals":[]}'],
    ['no signals', '{"category":"bank"}'],
    ['signals that are no list', '{"category":"bank","signals":"urgency"}'],
    ['no object', 'null'],
    ['nothing', ''],
  ])('is undefined for %s', (_what, text) => {
    expect(parseExplanation(text, lists)).toBeUndefined();
  });

  it('leaves out signals it does not know', () => {
    expect(parseExplanation('{"category":"bank","signals":["alien"]}', lists)?.signals).toEqual([]);
  });

  it('is whole at its closing brace', () => {
    expect(isWhole('{"category":"bank","signals":[')).toBe(false);
    expect(isWhole('{"category":"bank","signals":[]}')).toBe(true);
  });

  it('has room for the longest explanation in a vocabulary of bytes', () => {
    const signals = Array.from({ length: 6 }, () => 'asks-code');
    const longest = JSON.stringify({ category: 'other', signals });
    const budget = explanationBudget(lists, (text) => text.length);
    expect(budget).toBeGreaterThan(longest.length);
    expect(budget).toBeLessThan(longest.length + 16);
  });

  it('spells every identifier in the grammar', () => {
    const grammar = explanationGrammar(lists);
    for (const id of [...lists.categories, ...lists.signals]) expect(grammar).toContain(`"\\"${id}\\""`);
  });
});
