import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../src/cli/doctor/configuration.js';
import { parseConfig } from '../../../src/config/load.js';

const check = (yaml: string) => checkConfiguration(parseConfig(yaml, 'c.yaml'), 'c.yaml');

test('one that serve starts with is ok', async () => {
  const yaml = 'lines: [{kind: asterisk}, {kind: sip}, {kind: streams}, {kind: microphone}]';
  expect(await check(yaml)).toEqual([
    { id: 'config', title: 'Configuration', status: 'ok', detail: 'c.yaml' },
  ]);
});

test.each([
  ['a page open to all', 'server: {host: 0.0.0.0}', 'at least one token'],
  ['a token too short', 'server: {tokens: [{token: short}]}', 'shorter than 16'],
  ['a sink far away', 'alerts: {sinks: [{kind: webhook, url: "https://example.com/"}]}', '`network.allow`'],
  ['an ear for recordings', 'transcription: {model: ear-en-ggml}', 'hears recordings only'],
  ['no network', 'lines: [{kind: streams, allow: [nonsense]}]', '"nonsense" is neither'],
  ['no range', 'lines: [{kind: asterisk, mediaPorts: "9000-1"}]', 'no range of ports'],
  ['no recording', 'lines: [{kind: asterisk, actions: {announce: /none.wav}}]', '/none.wav cannot be read'],
])('one that serve refuses fails: %s', async (_what, yaml, why) => {
  expect(await check(yaml)).toEqual([
    expect.objectContaining({ id: 'config', status: 'fail', detail: expect.stringMatching(why) }),
  ]);
});

test('all that serve would refuse is told', async () => {
  const yaml = 'server: {host: 0.0.0.0}\nlines: [{kind: streams, allow: [nonsense]}]';
  expect(await check(yaml)).toHaveLength(2);
});
