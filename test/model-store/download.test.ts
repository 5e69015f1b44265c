import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type DownloadOptions,
  downloadFile,
  type WantedFile,
} from '../../src/models/download/download-file.js';
import { type Disk, realDisk } from '../../src/models/download/part-file.js';
import { digestOf, failure, noise, scratch, sha256 } from './helpers.js';
import {
  corrupted,
  cutAfter,
  endsAfter,
  fallsSilent,
  HubServer,
  ignoresRange,
  neverEnds,
  status,
  wrongLength,
} from './hub-server.js';

const BODY = noise(300_000);

/** Waits that take no time; what they would have been is kept. A fake clock: the retries themselves are real. */
function hurried(): DownloadOptions & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
}

async function setUp(): Promise<{ hub: HubServer; wanted: WantedFile; dir: string }> {
  const hub = await HubServer.start({ 'a.bin': BODY });
  const dir = await scratch();
  const wanted = {
    url: `${hub.url}/elsewhere/a.bin?signature=secret`,
    target: join(dir, 'a.bin'),
    bytes: BODY.length,
    sha256: sha256(BODY),
  };
  return { hub, wanted, dir };
}

describe('downloadFile', () => {
  test('fetches, checks and names a file, and leaves nothing else', async () => {
    const { hub, wanted, dir } = await setUp();
    const arrived: number[] = [];
    const result = await downloadFile(wanted, { onProgress: (bytes) => arrived.push(bytes) });
    expect(result).toEqual({ sha256: wanted.sha256, resumedBytes: 0 });
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(await readdir(dir)).toEqual(['a.bin']);
    expect(arrived.at(0)).toBe(0);
    expect(arrived.at(-1)).toBe(BODY.length);
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
    expect(hub.fetched).toHaveLength(1);
  });

  test('goes on where the last connection ended, each time', async () => {
    const { hub, wanted } = await setUp();
    const options = hurried();
    hub.misbehave(endsAfter(100_000), endsAfter(50_000));
    await downloadFile(wanted, options);
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', 'bytes=150000-']);
    expect(hub.fetched[1]?.ifRange).toMatch(/^"/);
    // Each try brought something, so no wait is longer than the first may be.
    expect(options.waits).toHaveLength(2);
    expect(Math.max(...options.waits)).toBeLessThanOrEqual(1000);
  });

  test('survives connections that are broken off', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(cutAfter(100_000), cutAfter(50_000));
    await downloadFile(wanted, hurried());
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched).toHaveLength(3);
  });

  test('starts over when the server ignores ranges', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(endsAfter(100_000), ignoresRange);
    await downloadFile(wanted, hurried());
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched).toHaveLength(2);
  });

  test('starts over when the file was replaced midway (If-Range answered with 200)', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(endsAfter(100_000), (_, __, serve) => serve());
    const old = noise(BODY.length, 9);
    hub.files.set('a.bin', old);
    const work = downloadFile(wanted, {
      ...hurried(),
      // Between the two connections the right file comes.
      sleep: async () => {
        hub.files.set('a.bin', BODY);
      },
    });
    await work;
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched).toHaveLength(2);
  });

  test('never glues two versions together: another ETag on a 206 starts over', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(endsAfter(100_000), (req, res, _, body) => {
      const start = Number(/\d+/.exec(req.headers.range ?? '')?.[0]);
      const headers = {
        'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
        etag: '"another"',
      };
      res.writeHead(206, headers).end(body.subarray(start));
    });
    await downloadFile(wanted, hurried());
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched.map(({ range }) => range === undefined)).toEqual([true, false, true]);
  });

  test('starts over on a range that does not begin where it was asked to', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(endsAfter(100_000), (_, res, __, body) => {
      const headers = { 'content-range': `bytes 5-${body.length - 1}/${body.length}` };
      res.writeHead(206, headers).end(body.subarray(5));
    });
    await downloadFile(wanted, hurried());
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
  });

  test('starts over on 416', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(endsAfter(100_000), status(416));
    await downloadFile(wanted, hurried());
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
  });

  test('goes on with what an earlier run left, and says how much that was', async () => {
    const { hub, wanted } = await setUp();
    await writeFile(`${wanted.target}.part`, BODY.subarray(0, 123_456));
    expect((await downloadFile(wanted)).resumedBytes).toBe(123_456);
    expect(hub.fetched[0]?.range).toBe('bytes=123456-');
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
  });

  test('needs no connection when an earlier run had fetched it all', async () => {
    const { hub, wanted } = await setUp();
    await writeFile(`${wanted.target}.part`, BODY);
    await downloadFile(wanted);
    expect(hub.fetched).toHaveLength(0);
  });

  test('a left part that is another file is fetched anew, once', async () => {
    const { hub, wanted } = await setUp();
    await writeFile(`${wanted.target}.part`, noise(100_000, 5));
    await downloadFile(wanted);
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched.map(({ range }) => range)).toEqual(['bytes=100000-', undefined]);
  });

  test('one corrupted answer is mended, two are an error that leaves nothing behind', async () => {
    const { hub, wanted, dir } = await setUp();
    hub.misbehave(corrupted);
    await downloadFile(wanted);
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));

    const second = { ...wanted, target: join(dir, 'b.bin') };
    hub.misbehave(corrupted, corrupted);
    const error = await failure(downloadFile(second));
    expect(error.code).toBe('CW_DOWNLOAD_CORRUPT');
    expect(error.message).not.toContain('secret');
    expect(await readdir(dir)).not.toContain('b.bin');
    expect(await readdir(dir)).not.toContain('b.bin.part');
  });

  test('500, 503 and 429 pass; the wait doubles and heeds Retry-After', async () => {
    const { hub, wanted } = await setUp();
    const options = hurried();
    hub.misbehave(status(500), status(503), status(429, { 'retry-after': '17' }));
    await downloadFile(wanted, options);
    const [first = 0, second = 0, third = 0] = options.waits;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(second).toBeGreaterThanOrEqual(1000);
    expect(third).toBe(17_000);
  });

  test('gives up after six fruitless tries, and says that the next run goes on', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(...Array.from({ length: 6 }, () => status(502)));
    const error = await failure(downloadFile(wanted, hurried()));
    expect(error.code).toBe('CW_DOWNLOAD_FAILED');
    expect(error.message).toContain('goes on where it stopped');
    expect(hub.fetched).toHaveLength(6);
  });

  test('a server that is not there is a failure in words', async () => {
    const { wanted } = await setUp();
    const error = await failure(downloadFile({ ...wanted, url: 'http://127.0.0.1:1/x' }, hurried()));
    expect(error.code).toBe('CW_DOWNLOAD_FAILED');
    expect(error.message).toContain('127.0.0.1:1');
  });

  test.each([
    ['404', status(404), 'CW_DOWNLOAD_FAILED', 'does not have it'],
    ['403', status(403), 'CW_DOWNLOAD_FAILED', 'not open to all'],
    ['a wrong size', wrongLength, 'CW_DOWNLOAD_CORRUPT', 'has 300007 bytes instead of 300000'],
    ['more bytes than promised', neverEnds, 'CW_DOWNLOAD_CORRUPT', 'is longer than 300000 bytes'],
  ] as const)('%s is final at once', async (_, fault, code, words) => {
    const { hub, wanted, dir } = await setUp();
    hub.misbehave(fault);
    const error = await failure(downloadFile(wanted, hurried()));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(hub.fetched).toHaveLength(1);
    expect(await readdir(dir)).not.toContain('a.bin');
  });

  test('a connection that falls silent is given up and taken up again', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(fallsSilent);
    await downloadFile(wanted, { ...hurried(), idleMs: 200 });
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
    expect(hub.fetched[1]?.range).toBe('bytes=100-');
  });

  test('a slow server is waited for as long as something comes', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave(async (_, res, __, body) => {
      res.writeHead(200, { 'content-length': body.length });
      for (let at = 0; at < body.length; at += 30_000) {
        res.write(body.subarray(at, at + 30_000));
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      res.end();
    });
    await downloadFile(wanted, { idleMs: 5000 });
    expect(hub.fetched).toHaveLength(1);
  });

  test('redirects are followed; circles and downgrades are not', async () => {
    const { hub, wanted } = await setUp();
    hub.misbehave((_, res) => void res.writeHead(307, { location: '/elsewhere/a.bin' }).end());
    await downloadFile(wanted);

    const second = { ...wanted, target: `${wanted.target}2` };
    hub.misbehave(...Array.from({ length: 9 }, () => status(302, { location: '/elsewhere/a.bin' })));
    expect((await failure(downloadFile(second))).message).toContain('circles');
    hub.misbehave(status(302, { location: 'http://mirror.invalid/a.bin' }));
    expect((await failure(downloadFile(second))).code).toBe('CW_DOWNLOAD_REFUSED');
  });

  test('can be stopped, keeps what has come, and goes on later', async () => {
    const { hub, wanted } = await setUp();
    const stop = new AbortController();
    hub.misbehave(fallsSilent);
    const onProgress = (bytes: number) => {
      if (bytes > 0) stop.abort();
    };
    const error = await failure(downloadFile(wanted, { signal: stop.signal, onProgress }));
    expect(error.code).toBe('CW_ABORTED');
    expect((await downloadFile(wanted)).resumedBytes).toBe(100);
  });

  test('a full disk keeps the part for later (a disk that fails on purpose)', async () => {
    const { wanted } = await setUp();
    const full: Disk = {
      ...realDisk,
      async openPart(path) {
        const part = await realDisk.openPart(path);
        return {
          get size() {
            return part.size;
          },
          async append(chunk) {
            if (part.size + chunk.length > 150_000) {
              throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
            }
            await part.append(chunk);
          },
          clear: () => part.clear(),
          sync: () => part.sync(),
          [Symbol.asyncDispose]: () => part[Symbol.asyncDispose](),
        };
      },
    };
    const error = await failure(downloadFile(wanted, { disk: full }));
    expect(error.code).toBe('CW_DISK_FULL');
    expect(error.message).toContain(wanted.target);
    expect((await downloadFile(wanted)).resumedBytes).toBeGreaterThan(0);
    expect(await digestOf(wanted.target)).toBe(sha256(BODY));
  });
});
