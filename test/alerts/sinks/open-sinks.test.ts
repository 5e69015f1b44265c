import { describe, expect, it } from 'vitest';
import { openSinks } from '../../../src/alerts/sinks/open-sinks.js';
import { parseConfig } from '../../../src/config/load.js';
import { configuredAddresses } from '../../../src/network/configured-addresses.js';
import { configOf } from './alerts.js';

async function refusal(sinks: readonly object[], allow: readonly string[] = []): Promise<string> {
  return openSinks(configOf(sinks, allow)).then(
    (opened) => `opened ${opened.map(({ name }) => name).join(', ')}`,
    (error: { code: string; message: string }) => `${error.code} ${error.message}`,
  );
}

const webhook = (url: string, more: object = {}) => ({ kind: 'webhook', url, ...more });

describe('opening sinks', () => {
  it('has what the configuration asks for', async () => {
    expect(await refusal([])).toBe('opened ');
    expect(
      await refusal([
        { kind: 'command', program: 'true' },
        webhook('http://127.0.0.1:8123/x', { name: 'home' }),
        { kind: 'mqtt' },
        { kind: 'desktop' },
      ]),
    ).toBe('opened command, home, mqtt, desktop');
  });

  it.each([
    [{ warn: true }, 'line'],
    [{ variable: 'LEVEL' }, 'line'],
    [{ announce: '/consent.wav' }, ''],
    [{}, ''],
  ])('has the line itself when it may do something: %j', async (actions, names) => {
    const config = parseConfig(JSON.stringify({ lines: [{ kind: 'asterisk', actions }] }), 'test');
    expect((await openSinks(config)).map(({ name }) => name).join()).toBe(names);
  });

  it.each([
    'http://localhost:1/',
    'http://127.1.2.3/',
    'https://[::1]:8443/',
    'http://10.0.0.5:8080/',
    'http://172.31.255.1/',
    'http://192.168.1.2/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
  ])('goes to %s by itself', async (url) => {
    expect(await refusal([webhook(url)])).toBe('opened webhook');
  });

  it.each([
    ['http://203.0.113.7/', '203.0.113.7:80'],
    ['https://alerts.example/in', 'alerts.example:443'],
    ['http://homeassistant.local:8123/', 'homeassistant.local:8123'],
    ['http://172.32.0.1/', '172.32.0.1:80'],
    ['http://[2001:db8::1]:81/', '[2001:db8::1]:81'],
    // What looks like loopback and is not.
    ['http://127.0.0.1.example:80/', '127.0.0.1.example:80'],
  ])('goes to %s only when it is listed', async (url, address) => {
    const message = await refusal([webhook(url)]);
    expect(message).toContain(`CW_CONFIG_INVALID alerts.sinks: webhook sends to ${address},`);
    expect(await refusal([webhook(url)], [address])).toBe('opened webhook');
    expect(await refusal([webhook(url)], [address.replace(/\d+$/, '9')])).toBe(message);
  });

  it('says which secret is not where it should be', async () => {
    const url = 'http://127.0.0.1/';
    expect(await refusal([webhook(url, { secretFile: '/nowhere/secret' })])).toMatch(
      /^CW_CONFIG_INVALID alerts\.sinks: webhook: the secret cannot be read: .*\/nowhere\/secret/,
    );
    expect(await refusal([webhook(url, { secretEnv: 'CALLWARDEN_NO_SUCH' })])).toContain(
      'the secret is missing: the environment variable CALLWARDEN_NO_SUCH is not set.',
    );
    expect(await refusal([webhook(url, { secretEnv: 'A', secretFile: 'b' })])).toContain('named twice');
    expect(await refusal([{ kind: 'mqtt', passwordFile: '/dev/null' }])).toContain('/dev/null is empty');
  });

  it.each([
    [{ kind: 'webhook', url: 'http://user:password@127.0.0.1/' }],
    [{ kind: 'webhook', url: 'ftp://127.0.0.1/' }],
    [{ kind: 'mqtt', topic: 'home/#' }],
    [{ kind: 'command' }],
    [{ kind: 'pigeon' }],
    [{ kind: 'desktop', volume: 11 }],
  ])('a sink that is not understood is refused: %j', (sink) => {
    expect(() => configOf([sink])).toThrow(/alerts\.sinks/);
  });

  it('names its addresses to the egress guard, and nothing else', () => {
    const config = configOf(
      [webhook('https://10.0.0.1/a'), { kind: 'mqtt' }, { kind: 'desktop' }],
      ['alerts.example:8443'],
    );
    expect(configuredAddresses(config)).toEqual([
      { host: '10.0.0.1', port: 443 },
      { host: '127.0.0.1', port: 1883 },
      { host: 'alerts.example', port: 8443 },
    ]);
  });
});
