import { signal } from '@preact/signals';
import { type Route, routeOf } from '../model/route.js';

/** Where the page is. */
export const route = signal<Route>(routeOf(location.pathname));

/** Goes to a path of the page. */
export function navigate(path: string): void {
  if (path !== location.pathname) history.pushState(null, '', path);
  arrive();
  scrollTo(0, 0);
}

/** Makes every plain link within the page go there without loading it again. */
export function startRouter(): void {
  addEventListener('popstate', arrive);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.hasAttribute('download') || link.target !== '') return;
    if (link.hash !== '' || link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}

function arrive(): void {
  route.value = routeOf(location.pathname);
}
