import { CallwardenError } from '../../errors.js';

export interface AddressRules {
  /** Allow plain http to any machine: for a mirror inside a network that is trusted. */
  readonly insecure?: boolean | undefined;
}

/**
 * The address of a download, when it is one we may use: https, or http to this very machine.
 * @throws CallwardenError CW_DOWNLOAD_REFUSED
 */
export function allowedAddress(address: string | URL, { insecure = false }: AddressRules = {}): URL {
  const url = parse(address);
  if (url.username !== '' || url.password !== '') {
    throw refused(url, 'carries a user name or password');
  }
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && (insecure || isLoopback(url.hostname))) return url;
  throw refused(url, url.protocol === 'http:' ? 'is not encrypted' : 'is neither https nor http');
}

/** The address without its query, which may hold a signature that opens the file to whoever reads the log. */
export function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function parse(address: string | URL): URL {
  try {
    return new URL(address);
  } catch (error) {
    throw new CallwardenError('CW_DOWNLOAD_REFUSED', `"${String(address)}" is not an address.`, {
      cause: error,
    });
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function refused(url: URL, why: string): CallwardenError {
  return new CallwardenError(
    'CW_DOWNLOAD_REFUSED',
    `${shownAddress(url)} ${why}: only https is used, or http to this machine, or any http with --insecure.`,
  );
}
