import type { Signal } from '@preact/signals';

/** Long enough for a screen reader to notice that the place was empty, ms. */
const EMPTY_MS = 100;

/**
 * Puts a text where screen readers say what changes. An equal text would be no change, so the place is emptied first;
 * texts that come together are said one after the other.
 */
export function speak(place: Signal<string>, text: string): void {
  place.value = '';
  setTimeout(() => {
    place.value = [place.peek(), text].filter(Boolean).join(' ');
  }, EMPTY_MS);
}
