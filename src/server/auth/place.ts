import { isIP } from 'node:net';
import type { ServerConfig } from '../../config/server.js';
import { CallwardenError } from '../../errors.js';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether only this machine itself reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** @throws CallwardenError CW_SERVER_TOKEN_NEEDED when others than this machine would get in without one */
export function checkOpenness(server: ServerConfig): void {
  if (server.tokens.length > 0) return;
  const others = !isLoopback(server.host)
    ? `\`server.host\` is ${server.host}, which other machines reach`
    : server.behindProxy || server.publicNames.length > 0
      ? '`server.behindProxy` or `server.publicNames` lets other machines in'
      : undefined;
  if (others === undefined) return;
  throw new CallwardenError(
    'CW_SERVER_TOKEN_NEEDED',
    `${others}: give \`server.tokens\` at least one token first (docs/serve.md).`,
  );
}

/**
 * Under which names the service lets itself be asked. A page of another site can point a name of its own at our address
 * (DNS rebinding) but cannot change the name its browser then sends. An address is no name: it cannot be rebound.
 */
export class Place {
  private readonly names: ReadonlySet<string>;
  private readonly addresses: boolean;

  constructor(private readonly server: Pick<ServerConfig, 'host' | 'publicNames' | 'behindProxy'>) {
    const { host, publicNames } = server;
    this.names = new Set([...LOOPBACK_NAMES, ...publicNames, host].map((name) => name.toLowerCase()));
    this.addresses = !isLoopback(host);
  }

  /** @param header the request's `Host` */
  isOwnHost(header: string | undefined): boolean {
    const host = hostnameOf(`http://${header ?? ''}`);
    if (host === undefined) return false;
    return this.names.has(host) || (this.addresses && isIP(host.replace(/^\[|\]$/g, '')) !== 0);
  }

  /** Whether a request was made by a page of ours. @param host the request's `Host` */
  isOwnOrigin(origin: string, host: string | undefined): boolean {
    const name = hostnameOf(origin);
    if (name === undefined) return false;
    // Ports tell apart what other programs of this machine serve; behind a proxy ours is not the browser's.
    const isProxied = this.server.behindProxy && this.names.has(name) && !LOOPBACK_NAMES.has(name);
    return isProxied || originHost(origin) === host?.toLowerCase();
  }
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;
}

/** Name and port as `Host` has them. */
function originHost(origin: string): string {
  return origin.replace(/^https?:\/\//i, '').toLowerCase();
}
