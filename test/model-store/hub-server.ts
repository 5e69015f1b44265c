import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue.js';
import { sha256 } from './helpers.js';

export const COMMIT = `${'c0ffee'.repeat(6)}abcd`;
export const REPO = 'somebody/some-model';

/** Answers one request for a file in its own way. `serve` is the honest answer. */
export type Fault = (req: IncomingMessage, res: ServerResponse, serve: () => void, body: Buffer) => void;

/** A model hub on this machine, over real sockets: metadata, a redirect to where the bytes are, ranges, ETags. */
export class HubServer {
  /** Files of the one repository. Those below 1,000 bytes are outside of LFS, as small files are on the real hub. */
  readonly files = new Map<string, Buffer>();
  /** Requests for file content: path and Range header. */
  readonly fetched: { path: string; range: string | undefined; ifRange: string | undefined }[] = [];
  /** All requests, as `GET /path`. */
  readonly seen: string[] = [];
  commit = COMMIT;
  #faults: Fault[] = [];
  #etags = 0;
  readonly #server: Server;

  private constructor(readonly repo: string) {
    this.#server = createServer((req, res) => this.#answer(req, res));
  }

  static async start(files: Readonly<Record<string, Buffer>> = {}, repo = REPO): Promise<HubServer> {
    const hub = new HubServer(repo);
    for (const [path, bytes] of Object.entries(files)) hub.files.set(path, bytes);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(
      () =>
        new Promise<void>((resolve) => {
          hub.#server.close(() => resolve());
          hub.#server.closeAllConnections();
        }),
    );
    return hub;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** The next requests for file content meet these, one each. */
  misbehave(...faults: Fault[]): void {
    this.#faults.push(...faults);
  }

  /** A new ETag for the same path: the file was replaced. */
  touch(): void {
    this.#etags += 1;
  }

  /** A catalogue entry for the files that are on this server now. */
  entry(name = 'some-model'): CatalogueEntry {
    return {
      name,
      kind: 'judge',
      engine: 'node-llama-cpp',
      language: 'en',
      licence: 'Apache-2.0',
      madeBy: 'a test',
      approxMemoryBytes: 1,
      card: { template: 'chat', contextTokens: 512 },
      repo: this.repo,
      files: [...this.files.keys()].map((from) => ({
        from,
        path: from.replace('remote-', ''),
        approxBytes: 1,
      })),
    };
  }

  #answer(req: IncomingMessage, res: ServerResponse): void {
    const path = new URL(req.url ?? '/', 'http://here').pathname;
    this.seen.push(`${req.method} ${path}`);
    const under = (prefix: string) =>
      path.startsWith(prefix) ? decodeURIComponent(path.slice(prefix.length)) : undefined;
    const asked = under(`/${this.repo}/resolve/${this.commit}/`) ?? '';
    const place = under('/elsewhere/') ?? '';
    const body = this.files.get(place);
    if (path === `/api/models/${this.repo}/revision/main`) json(res, { sha: this.commit, id: this.repo });
    else if (path === `/api/models/${this.repo}/tree/${this.commit}`) json(res, this.#tree());
    else if (this.files.has(asked)) {
      res.writeHead(302, { location: `/elsewhere/${encodeURIComponent(asked)}?signature=secret` }).end();
    } else if (body !== undefined) this.#serve(req, res, body, place);
    else res.writeHead(404).end('nothing here');
  }

  #serve(req: IncomingMessage, res: ServerResponse, body: Buffer, path: string): void {
    const { range, 'if-range': ifRange } = req.headers;
    this.fetched.push({ path, range, ifRange: typeof ifRange === 'string' ? ifRange : undefined });
    const etag = `"${sha256(body).slice(0, 16)}-${this.#etags}"`;
    const honest = () => {
      const start = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
      if (start === undefined || (ifRange !== undefined && ifRange !== etag)) {
        res.writeHead(200, { 'content-length': body.length, etag }).end(body);
      } else if (Number(start) >= body.length) {
        res.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      } else {
        const rest = body.subarray(Number(start));
        res
          .writeHead(206, {
            'content-length': rest.length,
            'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
            etag,
          })
          .end(rest);
      }
    };
    const fault = this.#faults.shift();
    if (fault === undefined) honest();
    else fault(req, res, honest, body);
  }

  #tree(): unknown[] {
    const folder = { type: 'directory', path: 'docs', oid: 'd'.repeat(40), size: 0 };
    return [
      folder,
      ...[...this.files].map(([path, bytes]) => ({
        type: 'file',
        path,
        size: bytes.length,
        oid: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
        ...(bytes.length >= 1000 && {
          lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 },
        }),
      })),
    ];
  }
}

/** Promises everything, sends a part of it and breaks the connection off. What was on its way may be lost. */
export function cutAfter(bytes: number): Fault {
  return (req, res, _, body) => {
    const { start, headers } = partial(req, body);
    res.writeHead(start > 0 ? 206 : 200, { ...headers, 'content-length': body.length - start });
    res.write(body.subarray(start, start + bytes), () => setTimeout(() => res.destroy(), 100));
  };
}

/** Names no length and ends politely in the middle, as a proxy does that has lost its own connection. */
export function endsAfter(bytes: number): Fault {
  return (req, res, _, body) => {
    const { start, headers } = partial(req, body);
    res.writeHead(start > 0 ? 206 : 200, headers).end(body.subarray(start, start + bytes));
  };
}

function partial(req: IncomingMessage, body: Buffer): { start: number; headers: Record<string, string> } {
  const start = Number(/^bytes=(\d+)-$/.exec(req.headers.range ?? '')?.[1] ?? 0);
  const etag = `"${sha256(body).slice(0, 16)}-0"`;
  const range = `bytes ${start}-${body.length - 1}/${body.length}`;
  return { start, headers: start > 0 ? { etag, 'content-range': range } : { etag } };
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Record<string, string> = {}): Fault {
  return (_, res) => {
    res.writeHead(code, headers).end();
  };
}

/** Sends a changed copy with the right length. */
export const corrupted: Fault = (_, res, __, body) => {
  const wrong = Buffer.from(body);
  wrong[wrong.length >> 1] = (wrong[wrong.length >> 1] ?? 0) ^ 0x10;
  res.writeHead(200, { 'content-length': wrong.length }).end(wrong);
};

/** Sends the whole file, whatever was asked for. */
export const ignoresRange: Fault = (_, res, __, body) => {
  res.writeHead(200, { 'content-length': body.length }).end(body);
};

/** Sends its headers and a little, and then nothing more. */
export const fallsSilent: Fault = (_, res, __, body) => {
  res.writeHead(200, { 'content-length': body.length });
  res.write(body.subarray(0, 100));
};

/** A length that is not the file's. */
export const wrongLength: Fault = (_, res, __, body) => {
  res.writeHead(200, { 'content-length': body.length + 7 }).end(Buffer.concat([body, Buffer.alloc(7)]));
};

/** No length at all, and more bytes than the file has. */
export const neverEnds: Fault = (_, res, __, body) => {
  res.writeHead(200);
  res.write(body);
  res.end(body);
};

function json(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
