import { computed, effect, signal } from '@preact/signals';
import { de } from '../language/de.js';
import { en, type Words } from '../language/en.js';
import { formats } from '../model/format.js';

// What a person chose for this screen, remembered in this browser.

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const WORDS: Readonly<Record<Language, Words>> = { en, de };

export const language = signal<Language>(
  recall('language', ['en', 'de'] as const) ?? (navigator.language.startsWith('de') ? 'de' : 'en'),
);
export const theme = signal<Theme>(recall('theme', THEMES) ?? 'auto');
export const sound = signal((recall('sound', ['on', 'off'] as const) ?? 'on') === 'on');

export const words = computed(() => WORDS[language.value]);
/** Dates and times as in the person's country, where it speaks the language of the page. */
export const format = computed(() =>
  formats(navigator.languages.find((name) => name.startsWith(language.value)) ?? language.value),
);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(systemDark.matches);
systemDark.addEventListener('change', () => {
  systemIsDark.value = systemDark.matches;
});
/** Whether the page is dark now, whoever decided it. */
export const dark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemIsDark.value));

effect(() => {
  document.documentElement.lang = language.value;
  remember('language', language.value);
});
effect(() => {
  document.documentElement.dataset['theme'] = dark.value ? 'dark' : 'light';
  remember('theme', theme.value);
});
effect(() => remember('sound', sound.value ? 'on' : 'off'));

function recall<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  try {
    const kept = localStorage.getItem(`callwarden.${name}`);
    return allowed.find((value) => value === kept);
  } catch {
    // A browser may forbid storage; the choice then lasts as long as the page.
    return undefined;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`callwarden.${name}`, value);
  } catch {
    // As above.
  }
}
