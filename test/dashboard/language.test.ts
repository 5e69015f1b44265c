import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from '../../src/dashboard/language/de.js';
import { en } from '../../src/dashboard/language/en.js';
import { causeWords } from '../../src/dashboard/model/cause-words.js';
import { failureWords } from '../../src/dashboard/model/failure-words.js';
import { TAXONOMY } from '../../src/detection/taxonomy.js';
import { STATUS } from '../../src/server/failure.js';
import type { Cause } from '../../src/server/schemas/health.js';
import { AUDIT_ACTIONS } from '../../src/store/audit/entry.js';
import { FIXTURES } from '../fixtures/labelled-calls.js';

/** Every text of a language by its place; texts that take values are called with some. */
function texts(words: object, at = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const place = `${at}.${key}`;
    if (typeof value === 'string') return [[place, value] as [string, string]];
    if (typeof value === 'function') return [[place, String(value(2, 'x'))] as [string, string]];
    return typeof value === 'object' && value !== null ? texts(value, place) : [];
  });
}

describe('German', () => {
  it('has its own words for all but names', () => {
    const english = new Map(texts({ ...en, terms: {} }));
    const same = texts({ ...de, terms: {} }).filter(([place, text]) => english.get(place) === text);
    expect(same.map(([place]) => place)).toEqual(['.login.token']);
  });

  it('leaves no text empty', () => {
    for (const words of [en, de]) expect(texts(words).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('counts the deleted calls of a number', () => {
    const said = (words: typeof en) => [0, 1, 3].map((n) => words.history.numberDone(n));
    expect(said(en)).toEqual([
      'No call of this number was found.',
      'One call of this number was deleted.',
      '3 calls of this number were deleted.',
    ]);
    expect(said(de)).toEqual([
      'Zu dieser Nummer wurde kein Anruf gefunden.',
      'Ein Anruf dieser Nummer wurde gelöscht.',
      '3 Anrufe dieser Nummer wurden gelöscht.',
    ]);
  });

  it('knows every category and signal of the taxonomy', () => {
    expect(Object.keys(de.terms.categories).sort()).toEqual(TAXONOMY.categories.map(({ id }) => id).sort());
    expect(Object.keys(de.terms.signals).sort()).toEqual(TAXONOMY.signals.map(({ id }) => id).sort());
  });

  it('knows every deed of the audit log', () => {
    for (const { audit } of [en, de]) expect(Object.keys(audit.actions)).toEqual([...AUDIT_ACTIONS]);
  });

  it('knows every sample call', () => {
    const samples = readdirSync(new URL('scripts/', FIXTURES)).map((file) => file.replace('.json', ''));
    expect(Object.keys(de.terms.samples).sort()).toEqual(samples.sort());
  });

  it('knows why the service is not well, and says what it does not know in the words of the service', () => {
    const says = 'As the service has it.';
    const inGerman = (cause: Cause) => causeWords(cause, de.health);
    expect(inGerman({ code: 'loading', says })).toBe('Die Modelle werden geladen.');
    expect(inGerman({ code: 'model', role: 'ear', state: 'restarting', says })).toBe(
      'Ein Modell wird neu gestartet: „Versteht Wörter“.',
    );
    expect(inGerman({ code: 'line', name: 'office', state: 'down', says })).toBe(
      'Telefonleitung office: Nicht erreichbar.',
    );
    expect(inGerman({ code: 'store', error: 'CW_STORE_FULL', says })).toContain('Die Platte ist voll.');
    expect(inGerman({ code: 'store', error: 'CW_STORE_NEW', says })).toBeUndefined();
    expect(inGerman({ code: 'other', says })).toBeUndefined();
    const writing = ['BROKEN', 'BUSY', 'FAILED', 'FULL', 'UNWRITABLE'].map((what) => `CW_STORE_${what}`);
    for (const { health } of [en, de]) expect(Object.keys(health.causes.store)).toEqual(writing);
  });

  it('knows every refusal of the service, and says what it does not know in the words of the service', () => {
    const codes = [...Object.keys(STATUS), 'CW_INTERNAL'].sort();
    for (const words of [en, de]) {
      expect(Object.keys(words.failures).sort()).toEqual(codes);
      expect(failureWords({ code: 'CW_NEWER', message: 'As the service has it.' }, words)).toBe(
        'As the service has it.',
      );
    }
    const full = { code: 'CW_STORE_FULL', message: 'As the service has it.' };
    expect(failureWords(full, de)).toContain('Die Platte ist voll.');
    expect(failureWords(full, en)).toContain('The disk is full.');
    expect(failureWords({ code: 'offline', message: '' }, de)).toBe(de.failed.offline);
  });
});
