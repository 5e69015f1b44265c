import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AccessToken } from '../../config/server.js';
import { CallwardenError } from '../../errors.js';
import type { Identity } from './identity.js';

/** A shorter one could be guessed within the rate limit, given months. */
const SHORTEST = 16;

/** The tokens of the configuration; only their hashes are kept. */
export class Tokens {
  private readonly known: readonly { readonly hash: Buffer; readonly who: Identity }[];

  /**
   * @param env where `tokenEnv` is looked up
   * @throws CallwardenError CW_SERVER_TOKEN_UNREADABLE
   */
  constructor(tokens: readonly AccessToken[], env: NodeJS.ProcessEnv = process.env) {
    this.known = tokens.map((token) => ({
      hash: hashOf(read(token, env)),
      who: { name: token.name, role: token.role },
    }));
    const twice = this.known.find(({ hash }, i) =>
      this.known.some((other, j) => j < i && other.hash.equals(hash)),
    );
    if (twice) throw unreadable(twice.who.name, 'is the same as another one');
  }

  get size(): number {
    return this.known.length;
  }

  /** Whose token it is. Takes the same time whatever is presented. */
  find(presented: string): Identity | undefined {
    const hash = hashOf(presented);
    let found: Identity | undefined;
    for (const known of this.known) if (timingSafeEqual(known.hash, hash)) found = known.who;
    return found;
  }
}

function read({ name, token, tokenFile, tokenEnv }: AccessToken, env: NodeJS.ProcessEnv): string {
  const given = [token, tokenFile, tokenEnv].filter((one) => one !== null);
  if (given.length !== 1) throw unreadable(name, 'needs one of `tokenFile`, `tokenEnv` and `token`');
  const text = (
    token ??
    (tokenFile === null ? env[tokenEnv ?? ''] : contentOf(name, tokenFile)) ??
    ''
  ).trim();
  if (text === '') throw unreadable(name, `is empty: set ${tokenEnv ?? tokenFile ?? 'token'}`);
  if (text.length < SHORTEST) {
    throw unreadable(name, `is shorter than ${SHORTEST} characters: make one with \`openssl rand -hex 24\``);
  }
  return text;
}

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(name, `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function unreadable(name: string, what: string): CallwardenError {
  return new CallwardenError(
    'CW_SERVER_TOKEN_UNREADABLE',
    `The token "${name}" of \`server.tokens\` ${what}.`,
  );
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
