import { computed } from '@preact/signals';
import { words } from './preferences.js';
import { route } from './router.js';

/** The name of the place, for the tab. */
export const pageTitle = computed(() => {
  const w = words.value;
  const { page } = route.value;
  const names = {
    live: w.live.title,
    call: w.page.facts,
    history: w.history.title,
    health: w.health.title,
    settings: w.settings.title,
    audit: w.audit.title,
    unknown: w.failed.notFound,
  };
  return `${names[page]} · Callwarden`;
});
