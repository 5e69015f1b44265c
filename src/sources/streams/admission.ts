import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { StreamsLine } from '../../config/streams-line.js';
import { CallwardenError } from '../../errors.js';

/** Addresses and networks that may connect. */
export class AllowList {
  readonly #list = new BlockList();

  /** @throws CallwardenError CW_CONFIG_INVALID naming the entry that is no address and no network */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }

  #add(entry: string): void {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    const length = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
    if (family === 0 || !/^\d{1,3}$/.test(bits ?? '0') || length > (family === 6 ? 128 : 32)) {
      throw new CallwardenError(
        'CW_CONFIG_INVALID',
        `lines.allow: "${entry}" is neither an address nor a network such as 10.0.0.0/24.`,
      );
    }
    this.#list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** The address of a peer as people write it: IPv4 on an IPv6 socket is still IPv4. */
export function peerAddress(address: string | undefined): string {
  return (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whether a peer's token is ours, in a time that does not tell how much of it was right. */
export function sameToken(given: string | undefined, ours: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return ours === '' || (given !== undefined && timingSafeEqual(digest(given), digest(ours)));
}

/**
 * The token of an upgrade request: `Authorization: Bearer`, the password of `Authorization: Basic`, `token` of the query,
 * or the second part of the path for carriers that allow neither header nor query.
 */
export function tokenOf(authorization: string | undefined, url: URL): string | undefined {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(value, 'base64').toString('utf8');
    return pair.slice(pair.indexOf(':') + 1);
  }
  return url.searchParams.get('token') ?? url.pathname.split('/')[2];
}

/** @throws CallwardenError CW_CONFIG_INVALID when the server would be open to everybody */
export function refuseOpenDoor(line: StreamsLine): void {
  const everybody = line.allow.some((entry) => /\/0+$/.test(entry));
  if (everybody && (line.token === '' || line.audioSocketPort !== null)) {
    throw new CallwardenError(
      'CW_CONFIG_INVALID',
      `lines.allow: everybody may connect to "${line.name}", so it needs a \`token\` and no \`audioSocketPort\` (AudioSocket has no secret).`,
    );
  }
}
