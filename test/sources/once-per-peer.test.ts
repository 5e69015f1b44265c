import { expect, it } from 'vitest';
import { CallwardenError } from '../../src/errors.js';
import { oncePerPeer } from '../../src/sources/once-per-peer.js';

const token = new CallwardenError('CW_STREAM_TOKEN', 'wrong');
const flood = new CallwardenError('CW_STREAM_FLOOD', 'too much');

it('lets each kind of fault of each peer through once', () => {
  const told: string[] = [];
  const report = oncePerPeer(({ code }, peer) => void told.push(`${peer} ${code}`));
  for (let i = 0; i < 1000; i++) {
    report(token, '10.0.0.1');
    report(flood, '10.0.0.1');
    report(token, '10.0.0.2');
  }
  expect(told).toEqual(['10.0.0.1 CW_STREAM_TOKEN', '10.0.0.1 CW_STREAM_FLOOD', '10.0.0.2 CW_STREAM_TOKEN']);
});

it('remembers only so many, the latest', () => {
  const told: string[] = [];
  const report = oncePerPeer((_error, peer) => void told.push(peer), 2);
  for (const peer of ['a', 'b', 'c', 'c', 'b', 'a']) report(token, peer);
  expect(told).toEqual(['a', 'b', 'c', 'a']);
});
