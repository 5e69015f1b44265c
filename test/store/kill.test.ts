import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ended, facts, scamEvents } from './events.js';
import { OPERATOR, openStore, scratch, storeConfig } from './open.js';

const CHILD = fileURLToPath(new URL('fixtures/writer-child.mjs', import.meta.url));
const ROUNDS = 10;

/** Lets a writer run and kills it somewhere after it has said something. @returns what it said was on disk */
async function writeUntilKilled(file: string, round: number, env: NodeJS.ProcessEnv): Promise<string[][]> {
  const config = storeConfig(file, { transcripts: true, alertText: true });
  const call = [...scamEvents('call'), ended('call')];
  const child = spawn(
    process.execPath,
    [CHILD, JSON.stringify(config), JSON.stringify(call), JSON.stringify(facts()), String(round)],
    { env: { ...process.env, ...env }, stdio: 'pipe' },
  );
  let said = '';
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const closed = once(child, 'close');
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout) {
    if (said === '') void delay(Math.random() * 80).then(() => child.kill('SIGKILL'));
    said += chunk;
  }
  const [status, signal] = await closed;
  expect({ complaints, status, signal }).toEqual({ complaints: '', status: null, signal: 'SIGKILL' });
  // The last line may be cut.
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' '));
}

test.each([
  { kind: 'plain', env: {}, refusal: 'CW_STORE_PLAIN' },
  { kind: 'encrypted', env: { CALLWARDEN_STORE_KEY: 'f'.repeat(64) }, refusal: 'CW_STORE_KEY_WRONG' },
])(
  'killed at any moment, a $kind database opens and no finished alert is missing',
  async ({ env, refusal }) => {
    const file = join(await scratch(), 'c.db');
    const alerts = new Set<string>();
    const ends = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [what, callId = ''] of await writeUntilKilled(file, round, env)) {
        (what === 'alert' ? alerts : ends).add(callId);
      }
      // A wrong key, or a key too many, does no harm to what the journal of the database still holds.
      const wrong = { CALLWARDEN_STORE_KEY: 'x'.repeat(64) };
      expect(() => openStore(file, {}, { env: wrong })).toThrow(expect.objectContaining({ code: refusal }));
      const { store } = openStore(file, {}, { env });
      const kept = new Map(
        store.exportNumber('+442079460958', OPERATOR).calls.map((call) => [call.callId, call]),
      );
      for (const callId of alerts) expect(kept.get(callId)?.alerts, callId).toHaveLength(1);
      for (const callId of ends) expect(kept.get(callId)?.endedAt, callId).not.toBeNull();
      expect(store.audit.verify()).toMatchObject({ intact: true });
      await store.close();
    }
    // Rounds that were over before much was written would prove nothing.
    expect(alerts.size).toBeGreaterThan(ROUNDS * 2);
  },
  600_000,
);
