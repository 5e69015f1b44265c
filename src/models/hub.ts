import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../errors.js';
import { allowedAddress, shownAddress } from './download/address.js';
import { persist } from './download/backoff.js';
import type { DownloadOptions } from './download/download-file.js';
import { request } from './download/request.js';

const RevisionSchema = Type.Object({ sha: Type.String({ pattern: '^[0-9a-f]{40}$' }) });
const TreeSchema = Type.Array(
  Type.Object({
    type: Type.String(),
    path: Type.String(),
    size: Type.Optional(Type.Number()),
    /** Git's SHA-1 of the blob: for a file outside of LFS this is the file itself. */
    oid: Type.Optional(Type.String()),
    /** Large files: here `oid` is the SHA-256 of the content. */
    lfs: Type.Optional(Type.Object({ oid: Type.String(), size: Type.Number() })),
  }),
);

const revisionValidator = Compile(RevisionSchema);
const treeValidator = Compile(TreeSchema);

/** Names the base address of a mirror, for machines that always use one. */
export const HUB_ENV = 'CALLWARDEN_MODEL_HUB';

/** That mirror; undefined where there is none. */
export function mirror(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[HUB_ENV] || undefined;
}

/** A listing is some kilobytes; a server that sends more is not a hub. */
const MAX_LISTING_BYTES = 8 << 20;
/** A page holds up to 1,000 files; the repositories of the catalogue have fewer than 100. */
const MAX_PAGES = 20;

/** What the hub says of a file: its exact size and a digest. */
export interface HubFile {
  readonly bytes: number;
  readonly sha256?: string;
  readonly gitSha1?: string;
}

export interface HubListing {
  /** The commit all files are taken from, so that they belong together. */
  readonly commit: string;
  readonly files: ReadonlyMap<string, HubFile>;
}

/** Address of a file of a repository at a commit. */
export function hubFileUrl(hub: string, repo: string, commit: string, path: string): string {
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return `${trimmed(hub)}/${repo}/resolve/${commit}/${escaped}`;
}

/**
 * The files of a repository at its newest commit, from the hub's own metadata.
 * @throws CallwardenError CW_DOWNLOAD_FAILED, CW_DOWNLOAD_REFUSED, CW_DOWNLOAD_CORRUPT when the answer is no listing
 */
export async function hubListing(hub: string, repo: string, options: DownloadOptions): Promise<HubListing> {
  const api = `${trimmed(hub)}/api/models/${repo}`;
  const { body } = await getJson(`${api}/revision/main`, revisionValidator, options);
  const files = new Map<string, HubFile>();
  let next: string | undefined = `${api}/tree/${body.sha}?recursive=true`;
  for (let page = 0; next !== undefined && page < MAX_PAGES; page += 1) {
    const listing: Page<Static<typeof TreeSchema>> = await getJson(next, treeValidator, options);
    for (const entry of listing.body) {
      const file = entry.type === 'file' ? hubFile(entry) : undefined;
      if (file !== undefined) files.set(entry.path, file);
    }
    next = listing.next;
  }
  return { commit: body.sha, files };
}

function hubFile({ size, oid, lfs }: Static<typeof TreeSchema>[number]): HubFile | undefined {
  if (lfs !== undefined) return { bytes: lfs.size, sha256: lfs.oid };
  if (size === undefined || oid === undefined) return undefined;
  return { bytes: size, gitSha1: oid };
}

interface Page<T> {
  readonly body: T;
  readonly next: string | undefined;
}

async function getJson<T>(
  address: string,
  validator: { Check(value: unknown): value is T },
  options: DownloadOptions,
): Promise<Page<T>> {
  const url = allowedAddress(address, options);
  return persist(async () => {
    using answer = await request(url, { ...options, headers: { accept: 'application/json' } });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body()) {
      bytes += chunk.length;
      if (bytes > MAX_LISTING_BYTES) throw notAListing(url);
      chunks.push(chunk);
    }
    const body = parsed(Buffer.concat(chunks).toString('utf8'), url);
    if (!validator.Check(body)) throw notAListing(url);
    return { body, next: nextPage(answer.headers.get('link'), answer.url) };
  }, options);
}

/** The hub's `Link: <address>; rel="next"`. */
function nextPage(link: string | null, base: URL): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? [];
  return next === undefined ? undefined : new URL(next, base).href;
}

function parsed(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAListing(url);
  }
}

function notAListing(url: URL): CallwardenError {
  return new CallwardenError(
    'CW_DOWNLOAD_CORRUPT',
    `${shownAddress(url)} does not answer like a model hub. A plain mirror needs the pins of models.lock.json: see docs/models.md.`,
  );
}

function trimmed(hub: string): string {
  return hub.replace(/\/+$/, '');
}
