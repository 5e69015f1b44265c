import type { Config } from '../config/schema.js';
import { addressOf, type NetworkAddress, parseAddress } from './address.js';

/** Everything that the configuration wants connected to. */
export function configuredAddresses({
  lines,
  alerts,
  network,
}: Pick<Config, 'lines' | 'alerts' | 'network'>): NetworkAddress[] {
  return [
    ...lines.flatMap((line) => {
      if (line.kind === 'asterisk') return [addressOf(line.url)];
      return line.kind === 'sip' ? [addressOf(line.server)] : [];
    }),
    ...alerts.sinks.flatMap((sink) => ('url' in sink ? [addressOf(sink.url)] : [])),
    ...network.allow.map(parseAddress),
  ];
}

/** Where this machine itself is configured to listen, by name or address. */
export function ownNames({ server, lines }: Pick<Config, 'server' | 'lines'>): string[] {
  return [
    server.host,
    ...lines.flatMap((line) => {
      if (line.kind === 'streams') return [line.host];
      return 'mediaHost' in line ? (line.mediaHost ?? []) : [];
    }),
  ];
}
