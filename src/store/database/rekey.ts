import { checkDatabase } from './check-database.js';
import { Connection } from './connection.js';

/**
 * Writes a database anew with another key; whoever has it open must have closed it. Killed on the way it is rolled back
 * at the next start, with the old key.
 * @param key the key it has now; undefined for a plain one
 * @throws CallwardenError CW_STORE_*, CW_STORE_BUSY where another process has it open
 */
export function rekeyDatabase(file: string, key: string | undefined, newKey: string): void {
  const db = new Connection(file, { key, busyMs: 1000 });
  try {
    // Damage is found before everything is written anew.
    checkDatabase(db, file, key);
    // The cipher cannot change keys while there is a write-ahead log.
    db.all('PRAGMA journal_mode = DELETE');
    db.all(`PRAGMA rekey = '${newKey.replaceAll("'", "''")}'`);
  } finally {
    db.close();
  }
}
