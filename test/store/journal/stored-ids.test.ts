import { describe, expect, test } from 'vitest';
import { StoredIds } from '../../../src/store/journal/stored-ids.js';

const NOON = new Date('2026-03-01T12:00:00Z');
const STAMP = '20260301120000000';

/** A database that has calls of these ids. */
const having = (...ids: string[]) => ({
  count: (_sql: string, [id]: readonly unknown[] = []) => Number(ids.includes(String(id))),
});

describe('the id of a call in the store', () => {
  test('is its own where that is free, and has the time added where it was used before', () => {
    const ids = new StoredIds(having('office-1'));
    expect(ids.take('office-2', NOON)).toBe('office-2');
    expect(ids.take('office-1', NOON)).toBe(`office-1-${STAMP}`);
    expect(['office-1', 'office-2', 'other'].map((id) => ids.of(id))).toEqual([
      `office-1-${STAMP}`,
      'office-2',
      'other',
    ]);
  });

  test('has the time added where the database cannot tell', () => {
    const ids = new StoredIds({
      count: () => {
        throw new Error('disk I/O error');
      },
    });
    expect(ids.take('office-1', NOON)).toBe(`office-1-${STAMP}`);
  });

  test('is remembered for a thousand calls, and the oldest forgotten first', () => {
    const many = Array.from({ length: 1001 }, (_, n) => `office-${n}`);
    const ids = new StoredIds(having(...many));
    for (const id of many) ids.take(id, NOON);
    expect(many.filter((id) => ids.of(id) === id)).toEqual(['office-0']);
  });
});
