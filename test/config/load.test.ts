import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.js';

/** What is said about a configuration that is wrong. */
function said(yaml: string): string {
  try {
    parseConfig(yaml, 'c.yaml');
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  return 'nothing';
}

const asterisk = (setting: string) => `lines:\n  - kind: asterisk\n    ${setting}\n`;

describe('a mistake in the configuration', () => {
  it.each([
    [
      'numbers that are to be text',
      asterisk('protect: {extensions: [201]}'),
      'c.yaml, line 3: lines.0.protect.extensions.0 must be text: put it in quotes.',
    ],
    [
      'a password of digits',
      asterisk('password: 12345678'),
      'c.yaml, line 3: lines.0.password must be text: put it in quotes.',
    ],
    [
      'a number that is too large',
      asterisk('timeoutMs: 99999999'),
      'c.yaml, line 3: lines.0.timeoutMs must be a whole number, 200 to 60000.',
    ],
    [
      'a word that is none of several',
      asterisk('format: alaw'),
      'c.yaml, line 3: lines.0.format must be ulaw or slin16.',
    ],
    [
      'a word in a list of words',
      asterisk('actions: {onScam: [warn, hangup]}'),
      'c.yaml, line 3: lines.0.actions.onScam.1 must be warn, variable, text or hangUp.',
    ],
    [
      'a part of what may be null',
      asterisk('actions: {manager: {password: secret}}'),
      'c.yaml, line 3: lines.0.actions.manager.user has to be given.',
    ],
    [
      'an empty text',
      'server: {tokens: [{tokenFile: ""}]}',
      'c.yaml, line 1: server.tokens.0.tokenFile must not be empty.',
    ],
    [
      'neither text nor null',
      'server: {tokens: [{tokenFile: 5}]}',
      'c.yaml, line 1: server.tokens.0.tokenFile must be text or null.',
    ],
    [
      'a sink without its program',
      'alerts:\n  sinks:\n    - kind: command\n',
      'c.yaml, line 3: alerts.sinks.0.program has to be given.',
    ],
    [
      'text where a number is due',
      'server: {port: none}',
      'c.yaml, line 1: server.port must be a whole number, 0 to 65535.',
    ],
    [
      'a fraction where a whole number is due',
      'server: {port: 1.5}',
      'c.yaml, line 1: server.port must be a whole number, 0 to 65535.',
    ],
    [
      'text of another form',
      asterisk('app: call warden'),
      'c.yaml, line 3: lines.0.app does not fit: Name of the ARI application, of letters, digits,',
    ],
    [
      'an entry of another form, with what the list is of',
      'privacy: {neverListenTo: [mum]}',
      'c.yaml, line 1: privacy.neverListenTo.0 does not fit: Numbers whose calls are never listened to,',
    ],
    [
      'a number that would be no better in quotes',
      asterisk('mediaPorts: 4000'),
      'c.yaml, line 3: lines.0.mediaPorts must be text: Ports for audio, e.g. `40000-40199`',
    ],
    [
      'a star without quotes',
      'privacy:\n  neverListenTo: [*49]',
      'c.yaml, line 2: `*49` stands for nothing: put text that begins with `*` in quotes.',
    ],
    [
      'a misspelt key with settings below it',
      'serverr:\n  port: 1',
      'c.yaml, line 1: serverr is not a known key',
    ],
    ['no list', 'lines: {kind: sip}', 'c.yaml, line 1: lines must be a list.'],
    ['no settings at all', 'just words', 'c.yaml: the file must be an object'],
  ])('is named by its key: %s', (_what, yaml, message) => {
    expect(said(yaml)).toContain(message);
  });

  it.each([
    [
      'lines',
      asterisk('pasword: secret'),
      'line 3: lines.0.pasword is not a known key (allowed here: kind, name, url, user, password,',
    ],
    [
      'below a line',
      asterisk('protect: {trunk: [a]}'),
      'lines.0.protect.trunk is not a known key (allowed here: channels, contexts, extensions, trunks, direction)',
    ],
    [
      'inside what may be null',
      asterisk('actions: {manager: {usr: a}}'),
      'lines.0.actions.manager.usr is not a known key (allowed here: user, password)',
    ],
    [
      'sinks',
      'alerts: {sinks: [{kind: webhook, uri: "http://10.0.0.1/"}]}',
      'alerts.sinks.0.uri is not a known key (allowed here: kind, name, minLevel, url,',
    ],
    [
      'tokens',
      'server: {tokens: [{file: a}]}',
      'server.tokens.0.file is not a known key (allowed here: name, role, tokenFile, tokenEnv, token)',
    ],
    [
      'the second entry',
      'lines: [{kind: sip}, {kind: streams, prot: 1}]',
      'lines.1.prot is not a known key (allowed here: kind, name, host,',
    ],
    ['a section', 'speech: {treshold: 1}', 'speech.treshold is not a known key (allowed here: threshold,'],
    ['the file', 'line: []', 'line 1: line is not a known key (allowed here: lines, speech,'],
  ])('is an unknown key of %s, and the known ones are named', (_where, yaml, message) => {
    expect(said(yaml)).toContain(message);
  });

  it.each([
    [
      'unknown',
      'lines: [{kind: astersik, url: x}]',
      'lines.0.kind must be one of asterisk, sip, streams, microphone.',
    ],
    [
      'missing',
      'lines: [{url: x}]',
      'lines.0.kind has to be given, one of asterisk, sip, streams, microphone.',
    ],
    [
      'missing from a sink',
      'alerts: {sinks: [{}]}',
      'alerts.sinks.0.kind has to be given, one of command, webhook, mqtt, desktop.',
    ],
    [
      'given as the entry itself',
      'lines: [asterisk]',
      'lines.0 must be an object with a `kind`, one of asterisk, sip, streams, microphone.',
    ],
  ])('is a kind that is %s, and all kinds are named', (_what, yaml, message) => {
    expect(said(yaml)).toContain(message);
  });

  it.each([
    [
      'of two lines',
      'lines:\n  - kind: sip\n  - kind: asterisk\n    name: sip',
      'c.yaml, line 4: lines.1.name is "sip", as that of lines.0 is: give each its own `name`.',
    ],
    [
      'of two sinks that were given none',
      'alerts:\n  sinks:\n    - kind: desktop\n    - kind: desktop',
      'c.yaml, line 4: alerts.sinks.1.name is "desktop", as that of alerts.sinks.0 is: give each its own `name`.',
    ],
    [
      'of the player of samples, of which words are shown',
      'lines: [{kind: sip, name: sample}]',
      'c.yaml, line 1: lines.0.name must be another: Callwarden itself uses "sample".',
    ],
    [
      'of what the lines do themselves',
      'alerts: {sinks: [{kind: mqtt, name: line}]}',
      'c.yaml, line 1: alerts.sinks.0.name must be another: Callwarden itself uses "line".',
    ],
  ])('is the name %s', (_whose, yaml, message) => {
    expect(said(yaml)).toBe(message);
  });

  it.each([
    [
      'a port that there is not',
      asterisk('url: "http://10.0.0.1:88080/ari"'),
      'c.yaml, line 3: lines.0.url is no address: look at the host and the port (at most 65535) of "10.0.0.1:88080".',
    ],
    [
      'no host',
      'lines: [{kind: sip, server: "wss://192.168.1.300/ws"}]',
      'line 1: lines.0.server is no address',
    ],
    [
      'a space',
      'lines: [{kind: sip}, {kind: asterisk, url: "http://my pbx/ari"}]',
      'lines.1.url is no address',
    ],
    [
      'a path that may be a secret',
      'alerts:\n  sinks:\n    - kind: webhook\n      url: http://192.168.1.300/api/webhook/secret',
      'line 4: alerts.sinks.0.url is no address: look at the host and the port (at most 65535) of "192.168.1.300".',
    ],
    [
      'no broker',
      'alerts: {sinks: [{kind: mqtt, url: "mqtt://192.168.1.300"}]}',
      'alerts.sinks.0.url is no address',
    ],
    [
      'a port among those allowed',
      'network: {allow: ["a:1", "b:65536"]}',
      'network.allow.1 must name a port from 1',
    ],
  ])('is an address that leads nowhere: %s', (_what, yaml, message) => {
    expect(said(yaml)).toContain(message);
  });

  it('is a password in an address, which would be told wherever the address is', () => {
    expect(said('lines: [{kind: sip, server: "wss://me:secret@pbx/"}]')).toMatch(/^[^@]*lines\.0\.server/);
    expect(said('lines: [{kind: asterisk, url: "http://me:secret@pbx/ari"}]')).toMatch(/^[^@]*lines\.0\.url/);
  });

  it('is no mistake: an empty file, and entries with their kind alone', () => {
    expect(said('')).toBe('nothing');
    expect(said('lines: [{kind: asterisk}, {kind: sip}, {kind: streams}, {kind: microphone}]')).toBe(
      'nothing',
    );
    expect(said('alerts: {sinks: [{kind: mqtt}, {kind: desktop}]}')).toBe('nothing');
    expect(said('alerts: {sinks: [{kind: mqtt, url: "mqtts://[fd00::1]:65535"}]}')).toBe('nothing');
  });
});
