import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreConfig } from '../../config/store.js';
import { asCallwardenError } from '../../errors.js';
import { checkDatabase } from '../../store/database/check-database.js';
import { checkKey } from '../../store/database/check-key.js';
import { Connection } from '../../store/database/connection.js';
import { storeError } from '../../store/database/failure.js';
import { storeKey } from '../../store/database/key.js';
import { schemaVersion } from '../../store/database/migrate.js';
import { MIGRATIONS } from '../../store/database/schema.js';
import { storeFile } from '../../store/location.js';
import type { Finding } from './finding.js';

/** An upgrade and a change of keys need a copy of the database; this much is left beside it, bytes. */
const COMFORTABLE_BYTES = 200e6;
/** A service that writes lets others in after each call. */
const BUSY_MS = 2000;

/** Will the database open, and may it be written? Nothing is made or upgraded. */
export async function checkStore(
  config: StoreConfig,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Finding[]> {
  const file = storeFile(config, env);
  const database = checkFile(config, file, env);
  return [database, ...(database.status === 'fail' ? [] : [await checkRoom(file)]), retention(config)];
}

function checkFile(config: StoreConfig, file: string, env: NodeJS.ProcessEnv): Finding {
  const finding = { id: 'store', title: 'Database' } as const;
  let db: Connection | undefined;
  try {
    const key = storeKey(config, env);
    const sealed = key === undefined ? 'not encrypted' : 'encrypted, the key fits';
    if (!existsSync(file)) {
      accessSync(nearestFolder(file), constants.W_OK);
      const detail = `${file} is made when the service first runs${key === undefined ? ', not encrypted' : ', encrypted'}`;
      return { ...finding, status: 'ok', detail };
    }
    for (const path of [file, dirname(file)]) accessSync(path, constants.W_OK);
    checkKey(file, key);
    db = new Connection(file, { key, busyMs: BUSY_MS });
    checkDatabase(db, file);
    const version = schemaVersion(db);
    if (version > MIGRATIONS.length) {
      const detail = `${file} was written by a newer Callwarden`;
      return {
        ...finding,
        status: 'fail',
        detail,
        advice: 'Use that version, or the copy made before the upgrade.',
      };
    }
    const upgrade = version < MIGRATIONS.length ? ', the next start copies and upgrades it' : '';
    return { ...finding, status: 'ok', detail: `${file} is whole and writable, ${sealed}${upgrade}` };
  } catch (thrown) {
    const { message } = asCallwardenError(storeError(thrown, file));
    return { ...finding, status: 'fail', detail: message, advice: 'docs/store.md says how it is set up.' };
  } finally {
    db?.close();
  }
}

async function checkRoom(file: string): Promise<Finding> {
  const finding = { id: 'store-room', title: 'Room for it' } as const;
  const { bavail, bsize } = await statfs(nearestFolder(file));
  const free = Number(bavail * bsize);
  const detail = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= COMFORTABLE_BYTES) return { ...finding, status: 'ok', detail };
  return { ...finding, status: 'warn', detail, advice: 'Alerts may soon not be kept: free some room.' };
}

function retention({ keepDays }: StoreConfig): Finding {
  const kept = Object.entries(keepDays).map(
    ([kind, days]) => `${kind} ${days === null ? 'for ever' : `${days} days`}`,
  );
  const finding = { id: 'retention', title: 'Kept' } as const;
  if (!Object.values(keepDays).includes(null)) return { ...finding, status: 'ok', detail: kept.join(', ') };
  return {
    ...finding,
    status: 'warn',
    detail: kept.join(', '),
    advice: 'What is kept for ever grows for ever: set a number of days in `store.keepDays`.',
  };
}

/** The folder of the file, or the nearest above it that there is. */
function nearestFolder(file: string): string {
  let folder = dirname(file);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
