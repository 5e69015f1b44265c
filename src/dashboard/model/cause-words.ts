import type { Cause } from '../../server/schemas/health.js';
import type { Words } from '../language/en.js';

/** Why the service is not well, in the page's own words; undefined where it has none. */
export function causeWords(cause: Cause, { causes, role, lineState }: Words['health']): string | undefined {
  switch (cause.code) {
    case 'model':
      return causes[cause.state](role[cause.role]);
    case 'line':
      return causes.line(cause.name, lineState[cause.state]);
    case 'store':
      return causes.store[cause.error];
    case 'other':
      return undefined;
    default:
      return causes[cause.code];
  }
}
