import { join } from 'node:path';
import Database from 'libsql';
import type { Store } from '../../../src/store/store.js';
import { OPERATOR, openStore, scratch } from '../open.js';

/** A log with four entries, and a way around the store. */
export async function withEntries(): Promise<{ store: Store; file: string; tamper: (sql: string) => void }> {
  const file = join(await scratch(), 'c.db');
  const { store } = openStore(file);
  for (const callId of ['a', 'b', 'c', 'd']) store.audit.record(OPERATOR, { action: 'hung-up', callId });
  const tamper = (sql: string) => {
    const db = new Database(file);
    db.exec(sql);
    db.close();
  };
  return { store, file, tamper };
}

/** Takes away what refuses changes. */
export const unlocked =
  'DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened; DROP TRIGGER audit_grows_at_its_end;';
