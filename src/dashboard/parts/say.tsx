import type { Said } from '../state/terms.js';

/** Words of the service, marked as English where they are and the page is not. */
export function Say({ said }: { readonly said: Said }) {
  return said.lang === undefined ? said.text : <span lang={said.lang}>{said.text}</span>;
}
