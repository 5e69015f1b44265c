import { BlockList, isIP } from 'node:net';

/** Somewhere on the network. */
export interface NetworkAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  /** Undefined for any port. */
  readonly port?: number;
}

/** Ports that addresses mean when they name none. */
const PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'mqtt:': 1883,
  'mqtts:': 8883,
};

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** RFC 1918, RFC 6598 (carrier's own), RFC 3927 and RFC 4193, RFC 4291 section 2.5.6: never routed on the Internet. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Where a URL leads. */
export function addressOf(url: string): NetworkAddress & { readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  return { host: plainHost(hostname), port: port === '' ? (PORTS[protocol] ?? 0) : Number(port) };
}

/** Reads `host:port`; an IPv6 address stands in brackets. */
export function parseAddress(text: string): NetworkAddress & { readonly port: number } {
  const colon = text.lastIndexOf(':');
  return { host: plainHost(text.slice(0, colon)), port: Number(text.slice(colon + 1)) };
}

/** As a person reads it. */
export function describeAddress({ host, port }: NetworkAddress): string {
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

/** One way to write each host: no brackets, no capitals, no closing dot, IPv4 not dressed as IPv6. */
export function plainHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** This machine itself, by address or by its own name for itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(LOOPBACK, host);
}

/** An address of a private network, which no packet to it leaves. */
export function isPrivate(host: string): boolean {
  return isIn(PRIVATE, host);
}

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
