import { CallwardenError } from '../../errors.js';
import type { Connection } from './connection.js';

/** Reads the database through and looks whether its structure holds. @throws CallwardenError CW_STORE_BROKEN, CW_STORE_* */
export function checkDatabase(db: Connection, file: string): void {
  const [found] = db.all('PRAGMA quick_check(1)');
  const verdict = Object.values(found ?? {})[0];
  if (verdict === 'ok') return;
  throw new CallwardenError(
    'CW_STORE_BROKEN',
    `${file} is damaged (${String(verdict).replaceAll('\n', ' ')}): put a copy in its place, or move it away to begin anew.`,
  );
}
