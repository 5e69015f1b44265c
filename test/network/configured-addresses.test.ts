import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.js';
import { configuredAddresses, ownNames } from '../../src/network/configured-addresses.js';

it('tells where this machine listens from where it connects to', () => {
  const config = parseConfig(
    JSON.stringify({
      server: { host: 'box.lan' },
      lines: [
        { kind: 'asterisk', url: 'http://pbx.lan:8088/ari', mediaHost: 'media.lan' },
        { kind: 'sip', server: 'wss://sip.lan/ws' },
        { kind: 'streams', host: 'streams.lan' },
        { kind: 'microphone' },
      ],
    }),
    'test',
  );
  expect(ownNames(config)).toEqual(['box.lan', 'media.lan', 'streams.lan']);
  expect(configuredAddresses(config)).toEqual([
    { host: 'pbx.lan', port: 8088 },
    { host: 'sip.lan', port: 443 },
  ]);
});
