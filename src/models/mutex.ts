import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CallwardenError } from '../errors.js';

/** The holder shows that it lives by touching the file this often, ms. */
const HEARTBEAT_MS = 10_000;
/** A lock that was not touched for this long is left over: its machine is gone, or its process number is another's, ms. */
const LEFT_OVER_MS = 60_000;
const POLL_MS = 100;

/**
 * Holds a lock file until disposed. A lock whose process has died is taken over.
 * @param waitMs how long to wait for another holder; 0 fails at once
 * @throws CallwardenError CW_MODEL_BUSY naming the holder
 */
export async function exclusively(path: string, { waitMs = 0 } = {}): Promise<AsyncDisposable> {
  const mine = `${process.pid} ${hostname()} ${randomUUID()}`;
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, mine);
  try {
    for (let waitedMs = 0; ; waitedMs += POLL_MS) {
      // link, not rename: it fails when the lock is there, and its content is whole from the first moment.
      if (await linked(draft, path)) return holder(path, mine);
      if (await evictDead(path)) continue;
      if (waitedMs >= waitMs) throw busy(path, await contentOf(path));
      await delay(POLL_MS);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function holder(path: string, mine: string): AsyncDisposable {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      if ((await contentOf(path)) === mine) await rm(path, { force: true });
    },
  };
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** True when the lock was left by a dead process and is gone now. */
async function evictDead(path: string): Promise<boolean> {
  const content = await contentOf(path);
  if (content === undefined) return true;
  if (!(await isLeftOver(path, content))) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    // Moved first and looked at again: somebody else may have taken over between the two steps.
    await rename(path, aside);
    if ((await contentOf(aside)) !== content) await linked(aside, path);
  } catch {
    return true;
  } finally {
    await rm(aside, { force: true });
  }
  return true;
}

async function isLeftOver(path: string, content: string): Promise<boolean> {
  const [pid, host] = content.split(' ');
  if (host === hostname() && !isAlive(Number(pid))) return true;
  const touchedMs = await stat(path).then(
    (stats) => stats.mtimeMs,
    () => 0,
  );
  return Date.now() - touchedMs > LEFT_OVER_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function busy(path: string, content: string | undefined): CallwardenError {
  const [pid, host] = (content ?? '').split(' ');
  return new CallwardenError(
    'CW_MODEL_BUSY',
    `Another process (${pid} on ${host}) is working on it and holds ${path}: wait for it to end.`,
  );
}
