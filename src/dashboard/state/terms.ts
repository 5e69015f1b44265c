import type { CallView } from '../../server/schemas/call.js';
import type { Cause } from '../../server/schemas/health.js';
import { causeWords } from '../model/cause-words.js';
import { words } from './preferences.js';

// What the service says in English, in the language of the page where it is known there.

/** Text and the language it is in where that is not the page's. */
export interface Said {
  readonly text: string;
  readonly lang?: 'en';
}

export const categoryTitle = (id: string | null, title: string | null): Said =>
  said(id === null ? undefined : words.value.terms.categories[id]?.title, title ?? '');

/** The kind of scam that a call looks like now; undefined where it does not, or no longer. */
export function kindNow({ level, dismissed, category, title }: CallView): Said | undefined {
  const dangerous = level === 'suspicious' || level === 'scam';
  return dangerous && !dismissed && title !== null ? categoryTitle(category, title) : undefined;
}

export const categoryAdvice = (id: string, advice: string): Said =>
  said(
    words.value.terms.categories[id]?.advice ?? (advice === '' ? words.value.alarm.anyAdvice : undefined),
    advice,
  );

export const signalTitle = (id: string, title: string): Said => said(words.value.terms.signals[id], title);

export const sampleTitle = (id: string, title: string): Said => said(words.value.terms.samples[id], title);

export const causeSaid = (cause: Cause): Said => said(causeWords(cause, words.value.health), cause.says);

function said(known: string | undefined, fromService: string): Said {
  return known === undefined ? { text: fromService, lang: 'en' } : { text: known };
}
