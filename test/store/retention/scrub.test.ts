import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/store/database/open-database.js';
import { scrub } from '../../../src/store/retention/scrub.js';
import { scratch } from '../open.js';

/** mulberry32: the same rows each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('rows that SQLite moved about leave nothing behind, which secure_delete alone does not see to', async () => {
  const file = join(await scratch(), 'c.db');
  const db = openDatabase(file);
  const leftAfter = async (clean: () => void) => {
    clean();
    return (await readFile(file)).toString('latin1').split('SECRET').length - 1;
  };
  const random = seeded(2);
  for (let call = 0; call < 400; call++) {
    db.run(`INSERT INTO calls (seq, id, line, direction, started_at, level_at, ear, gate)
      VALUES (${call}, '${call}', 'office', 'unknown', 0, 0, '', '')`);
  }
  // Turns grow in calls that go on side by side.
  for (let round = 0; round < 10; round++) {
    db.transaction(() => {
      for (let n = 0; n < 400; n++) {
        const call = Math.floor(random() * 400);
        const text = (call % 2 === 0 ? 'kept' : 'SECRET') + 'x'.repeat(random() * 900);
        db.run(
          `INSERT INTO turns VALUES (?, ?, 0, 'remote', 0, 0, ?, 1, 0) ON CONFLICT DO UPDATE SET text = excluded.text`,
          [call, `t${Math.floor(random() * 3)}`, text],
        );
      }
    });
  }
  db.run('DELETE FROM turns WHERE call % 2 = 1');
  expect(await leftAfter(() => db.all('PRAGMA wal_checkpoint(TRUNCATE)'))).toBeGreaterThan(0);
  expect(await leftAfter(() => scrub(db))).toBe(0);
  expect(db.count("SELECT count(*) FROM turns WHERE text LIKE 'kept%'")).toBeGreaterThan(300);
  db.close();
});
