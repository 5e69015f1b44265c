import type { Mistake } from './mistake.js';
import type { Config } from './schema.js';

const MOST_PORT = 65_535;

/** The first address that has the form of one and leads nowhere: a port that there is not, a host that cannot be. */
export function mistakenAddress({
  lines,
  alerts: { sinks },
  network,
}: Pick<Config, 'lines' | 'alerts' | 'network'>): Mistake | undefined {
  for (const [index, line] of lines.entries()) {
    const at = ['lines', String(index)];
    if (line.kind === 'asterisk' && !isAddress(line.url)) return mistake([...at, 'url'], line.url);
    if (line.kind === 'sip' && !isAddress(line.server)) return mistake([...at, 'server'], line.server);
  }
  for (const [index, sink] of sinks.entries()) {
    if ('url' in sink && !isAddress(sink.url))
      return mistake(['alerts', 'sinks', String(index), 'url'], sink.url);
  }
  for (const [index, address] of network.allow.entries()) {
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    if (port < 1 || port > MOST_PORT) {
      return { path: ['network', 'allow', String(index)], what: `must name a port from 1 to ${MOST_PORT}` };
    }
  }
  return undefined;
}

function isAddress(url: string): boolean {
  // Only of the schemes of the web does the parser look whether a host can be one: 192.168.1.300 is none.
  return URL.canParse(url) && URL.canParse(url.replace(/^mqtt(?=s?:)/, 'http'));
}

/** The path of a web hook may be a secret, and so may a password in front: no more than host and port is shown. */
function mistake(path: readonly string[], url: string): Mistake {
  const host = /^\w+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(url)?.[1] ?? '';
  return { path, what: `is no address: look at the host and the port (at most ${MOST_PORT}) of "${host}"` };
}
