import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, recommended } from '../../src/models/catalogue.js';
import { realDisk } from '../../src/models/download/part-file.js';
import { exclusively } from '../../src/models/mutex.js';
import { lockFilePath, readPin } from '../../src/models/pins.js';
import { type PullOptions, pullEntry, pullModel } from '../../src/models/pull.js';
import { resolveModel } from '../../src/models/resolve.js';
import { VerifiedStamps } from '../../src/models/stamps.js';
import { verifyModel } from '../../src/models/verify.js';
import { digestOf, failure, noise, scratch, sha256 } from './helpers.js';
import { COMMIT, corrupted, endsAfter, HubServer, REPO, status } from './hub-server.js';

const BIG = noise(400_000);
const SMALL = noise(500, 2);

async function setUp(): Promise<{ hub: HubServer; options: PullOptions; userFolder: string }> {
  const hub = await HubServer.start({ 'remote-big.gguf': BIG, 'sub/tokens.txt': SMALL });
  const userFolder = join(await scratch(), 'models');
  // The waits between tries take no time here.
  return { hub, userFolder, options: { userFolder, from: hub.url, sleep: async () => undefined } };
}

/** Everything in a folder, as sorted paths. */
async function tree(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
}

describe('pullEntry', () => {
  test("takes sizes and digests from the hub's metadata, and ends with a model that verifies", async () => {
    const { hub, options, userFolder } = await setUp();
    const progress: number[] = [];
    const { model, outcome } = await pullEntry(hub.entry(), {
      ...options,
      onProgress: ({ arrivedBytes }) => progress.push(arrivedBytes),
    });
    expect(outcome).toBe('pulled');
    expect(await tree(userFolder)).toEqual([
      'models.lock.json',
      'some-model/big.gguf',
      'some-model/card.json',
      'some-model/sub/tokens.txt',
    ]);
    expect(model.card).toMatchObject({
      name: 'some-model',
      kind: 'judge',
      template: 'chat',
      contextTokens: 512,
    });
    expect(progress.at(-1)).toBe(BIG.length + SMALL.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const found = await resolveModel('some-model', {
      kind: 'judge',
      folders: { user: userFolder, shipped: '/none' },
    });
    await verifyModel(found, { stamps: new VerifiedStamps() });
    expect(await readPin(userFolder, 'some-model')).toMatchObject({
      repo: REPO,
      commit: COMMIT,
      files: [
        { from: 'remote-big.gguf', path: 'big.gguf', bytes: BIG.length, sha256: sha256(BIG) },
        { from: 'sub/tokens.txt', path: 'sub/tokens.txt', bytes: SMALL.length, sha256: sha256(SMALL) },
      ],
    });
  });

  test('a second pull fetches nothing', async () => {
    const { hub, options } = await setUp();
    await pullEntry(hub.entry(), options);
    const seen = hub.seen.length;
    expect((await pullEntry(hub.entry(), options)).outcome).toBe('present');
    expect(hub.seen).toHaveLength(seen);
  });

  test.each([
    ['whose lock file is gone', {}],
    ['that is updated and is the newest already', { update: true }],
  ])('a model %s is pinned though nothing is fetched', async (_which, more) => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    const pin = await readPin(userFolder, 'some-model');
    await rm(lockFilePath(userFolder));
    expect((await pullEntry(hub.entry(), { ...options, ...more })).outcome).toBe('present');
    const { pinnedAt: _, ...same } = pin ?? { pinnedAt: '' };
    expect(await readPin(userFolder, 'some-model')).toMatchObject(same);
  });

  test('pulling again mends a damaged file and fetches only that one', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    await writeFile(join(userFolder, 'some-model/sub/tokens.txt'), noise(500, 3));
    hub.fetched.length = 0;
    expect((await pullEntry(hub.entry(), options)).outcome).toBe('pulled');
    expect(hub.fetched.map(({ path }) => path)).toEqual(['sub/tokens.txt']);
    expect(await digestOf(join(userFolder, 'some-model/sub/tokens.txt'))).toBe(sha256(SMALL));
  });

  test('the pin holds: a hub that offers other bytes later is refused, until --update', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    await rm(join(userFolder, 'some-model'), { recursive: true });
    const other = noise(BIG.length, 77);
    hub.files.set('remote-big.gguf', other);
    const error = await failure(pullEntry(hub.entry(), options));
    expect(error.code).toBe('CW_DOWNLOAD_CORRUPT');
    expect(await tree(userFolder)).not.toContain('some-model/card.json');

    await pullEntry(hub.entry(), { ...options, update: true });
    expect(await digestOf(join(userFolder, 'some-model/big.gguf'))).toBe(sha256(other));
    expect((await readPin(userFolder, 'some-model'))?.files[0]?.sha256).toBe(sha256(other));
  });

  test('--update replaces a small file of the same size, and removes what the new version lacks', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    hub.files.set('sub/tokens.txt', noise(500, 8));
    hub.files.delete('remote-big.gguf');
    await pullEntry(hub.entry(), { ...options, update: true });
    expect(await digestOf(join(userFolder, 'some-model/sub/tokens.txt'))).toBe(sha256(noise(500, 8)));
    expect(await tree(join(userFolder, 'some-model'))).toEqual(['card.json', 'sub/tokens.txt']);
  });

  test('a pinned model comes from a plain mirror that knows no metadata', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    await rm(join(userFolder, 'some-model'), { recursive: true });
    hub.seen.length = 0;
    await pullEntry(hub.entry(), options);
    expect(hub.seen.filter((line) => line.includes('/api/'))).toEqual([]);
  });

  test('a small file that is not what the hub named is refused', async () => {
    const { hub, options, userFolder } = await setUp();
    hub.misbehave((_, __, serve) => serve(), corrupted, corrupted);
    expect((await failure(pullEntry(hub.entry(), options))).code).toBe('CW_DOWNLOAD_CORRUPT');
    expect(await tree(userFolder)).not.toContain('models.lock.json');
  });

  test('a server without metadata and a repository without the file are told apart', async () => {
    const { hub, options, userFolder } = await setUp();
    const plain = await failure(pullEntry({ ...hub.entry(), repo: 'no/where' }, options));
    expect(plain.code).toBe('CW_DOWNLOAD_FAILED');
    const files = [{ from: 'gone.gguf', path: 'gone.gguf', approxBytes: 1 }];
    const lacking = await failure(pullEntry({ ...hub.entry(), files }, options));
    expect(lacking.message).toContain('has no file gone.gguf');
    expect(await readdir(join(userFolder, '.incoming'))).toEqual([]);
  });

  test('a disk with too little room is refused before anything is fetched (a disk that pretends)', async () => {
    const { hub, options } = await setUp();
    const small = { ...realDisk, freeBytes: async () => 50 << 20 };
    const error = await failure(pullEntry(hub.entry(), { ...options, disk: small }));
    expect(error.code).toBe('CW_DISK_FULL');
    expect(error.message).toContain('50 MiB free');
    expect(hub.fetched).toEqual([]);
  });

  test('a folder that cannot be made is named', async () => {
    const { hub, options, userFolder } = await setUp();
    await writeFile(userFolder, 'a file where the folder should be');
    const error = await failure(pullEntry(hub.entry(), options));
    expect(error.code).toBe('CW_FOLDER_UNWRITABLE');
    expect(error.message).toContain(userFolder);
  });

  test('a damaged lock file is never overwritten', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    await writeFile(lockFilePath(userFolder), '{"version":1,');
    expect((await failure(pullEntry(hub.entry(), options))).message).toContain('models.lock.json is damaged');
    expect(await readFile(lockFilePath(userFolder), 'utf8')).toBe('{"version":1,');
  });

  test('a failed pull leaves the model that was there', async () => {
    const { hub, options, userFolder } = await setUp();
    await pullEntry(hub.entry(), options);
    hub.files.set('remote-big.gguf', noise(BIG.length, 77));
    hub.misbehave(...Array.from({ length: 6 }, () => status(500)));
    await failure(pullEntry(hub.entry(), { ...options, update: true }));
    const model = await resolveModel('some-model', { folders: { user: userFolder, shipped: '/none' } });
    await verifyModel(model, { stamps: new VerifiedStamps() });
  });

  test('two pulls of two models at once both end up in the lock file', async () => {
    const { hub, options, userFolder } = await setUp();
    await Promise.all([pullEntry(hub.entry('one'), options), pullEntry(hub.entry('two'), options)]);
    expect(await readPin(userFolder, 'one')).toBeDefined();
    expect(await readPin(userFolder, 'two')).toBeDefined();
  });

  test('two pulls of one model at once: one works, the other is told who holds it', async () => {
    const { hub, options } = await setUp();
    const outcomes = await Promise.allSettled([
      pullEntry(hub.entry(), options),
      pullEntry(hub.entry(), options),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      code: 'CW_MODEL_BUSY',
      message: expect.stringContaining(`${process.pid}`),
    });
  });

  test('a pull killed halfway (SIGKILL) is taken up by the next one, its lock too', async () => {
    const { hub, options, userFolder } = await setUp();
    hub.misbehave((_, res, __, body) => {
      res.writeHead(200, { 'content-length': body.length, etag: `"${sha256(body).slice(0, 16)}-0"` });
      res.write(body.subarray(0, 200_000));
    });
    const program = fileURLToPath(new URL('./pull-child.ts', import.meta.url));
    const child = fork(program, [JSON.stringify({ entry: hub.entry(), from: hub.url, userFolder })], {
      execArgv: ['--import', 'tsx'],
    });
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const part = join(userFolder, '.incoming/some-model/big.gguf.part');
    const left = (await stat(part)).size;
    expect(left).toBeGreaterThanOrEqual(100_000);
    expect(await tree(userFolder)).not.toContain('some-model/big.gguf');

    expect((await pullEntry(hub.entry(), options)).outcome).toBe('pulled');
    expect(hub.fetched[1]?.range).toBe(`bytes=${left}-`);
    expect(await digestOf(join(userFolder, 'some-model/big.gguf'))).toBe(sha256(BIG));
    expect((await tree(userFolder)).filter((path) => path.startsWith('.incoming'))).toEqual([]);
  });

  test('connections that end again and again still bring the model home', async () => {
    const { hub, options } = await setUp();
    hub.misbehave(...Array.from({ length: 9 }, () => endsAfter(30_000)));
    expect((await pullEntry(hub.entry(), options)).outcome).toBe('pulled');
  });
});

describe('pullModel', () => {
  test('names what the catalogue has', async () => {
    const error = await failure(pullModel('no-such-model', { userFolder: await scratch() }));
    expect(error.code).toBe('CW_MODEL_MISSING');
    expect(error.message).toContain('whisper-tiny.en');
  });
});

describe('exclusively', () => {
  test('waits for the holder where it is told to', async () => {
    const path = join(await scratch(), 'lock');
    const first = await exclusively(path);
    const second = exclusively(path, { waitMs: 5000 });
    await first[Symbol.asyncDispose]();
    await (await second)[Symbol.asyncDispose]();
    expect(await tree(join(path, '..'))).toEqual([]);
  });

  test('of many that find a dead lock at once, one at a time gets in', async () => {
    const path = join(await scratch(), 'lock');
    // Process numbers end at 4,194,304 on Linux, so nobody has this one.
    await writeFile(path, `4194305 ${hostname()} left-over`);
    let inside = 0;
    const visit = async () => {
      await using _ = await exclusively(path, { waitMs: 20_000 });
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, visit));
  });
});

describe('the catalogue', () => {
  test('has what the product promises', () => {
    const names = CATALOGUE.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['whisper-tiny.en', 'whisper-base.en', 'whisper-small.en']));
    expect(names).toEqual(
      expect.arrayContaining(['whisper-large-v3-turbo', 'moonshine-tiny.en', 'moonshine-base.en']),
    );
    expect(names).toEqual(expect.arrayContaining(['ggml-tiny.en', 'ggml-base.en']));
    expect(CATALOGUE.filter(({ kind }) => kind === 'judge').length).toBeGreaterThanOrEqual(3);
    expect(new Set(names).size).toBe(names.length);
    expect(recommended('ear')).toBeDefined();
    expect(recommended('judge')).toBeDefined();
  });
});
