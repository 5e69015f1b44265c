import { rmSync, writeFileSync } from 'node:fs';
import { CallwardenError } from '../../errors.js';
import type { Connection } from './connection.js';
import { copyBefore } from './files.js';

export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly sql: string;
}

/** Version of the schema in a database; 0 for an empty one. */
export function schemaVersion(db: Connection): number {
  return db.count('PRAGMA user_version');
}

/**
 * Brings a database up to date, one transaction a step, after a copy of it was made next to it. The copy has the same key.
 * @throws CallwardenError CW_STORE_NEWER, CW_STORE_*
 */
export function migrate(db: Connection, file: string, migrations: readonly Migration[]): void {
  const found = schemaVersion(db);
  const newest = migrations.at(-1)?.version ?? 0;
  if (found > newest) {
    throw new CallwardenError(
      'CW_STORE_NEWER',
      `${file} has schema ${found} and this Callwarden knows ${newest}: use the newer version, or the copy made before the upgrade.`,
    );
  }
  if (found > 0 && found < newest) copyTo(db, copyBefore(file, found));
  for (const { version, sql } of migrations) {
    if (version <= found) continue;
    db.transaction(() => {
      // Another process may have been quicker.
      if (schemaVersion(db) >= version) return;
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version}`);
    });
  }
}

function copyTo(db: Connection, copy: string): void {
  // One that an earlier attempt left may be half of one.
  rmSync(copy, { force: true });
  // SQLite fills an empty file, and would make a new one readable for all.
  writeFileSync(copy, '', { mode: 0o600 });
  db.run('VACUUM INTO ?', [copy]);
}
