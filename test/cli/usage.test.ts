import { expect, test } from 'vitest';
import { callwarden } from '../helpers/command.js';

test.each([
  ['an unknown option', ['--nope'], "unknown option '--nope'"],
  ['no command', ['data'], 'say which of these commands is meant'],
  ['an unknown party map', ['analyze', 'a.wav', '--parties', 'all'], 'remote,local | local,remote | mixed'],
  ['no address', ['serve', '--host', ''], 'An address of this machine is needed'],
  ['no port', ['serve', '--port', ''], 'from 0 to 65535'],
  ['a port of another base', ['serve', '--port', '0x1f'], 'from 0 to 65535'],
  ['a sample that is not there', ['serve', '--sample', 'nope'], '"nope", but legit-bank-desk-warns-code,'],
])('%s is told with its code', { timeout: 120_000 }, async (_what, args, why) => {
  const { status, stderr } = await callwarden(args);
  expect(status).toBe(64);
  expect(stderr).toContain(why);
  expect(stderr).toContain('[CW_USAGE]');
});
