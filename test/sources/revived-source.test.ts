import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LiveCall } from '../../src/sources/call-source.js';
import { MicrophoneSource } from '../../src/sources/microphone/microphone-source.js';
import { RevivedSource } from '../../src/sources/revived-source.js';
import { StreamSource } from '../../src/sources/streams/stream-source.js';
import { fakeProgram, testFolder } from './microphone/sound-card.js';
import { lineOf } from './streams/peer.js';

const folder = testFolder();
const SYSTEM_PATH = process.env['PATH'] ?? '';
afterEach(() => vi.unstubAllEnvs());

/** Takes the calls of a source as they come. */
function follow(source: RevivedSource): { calls: LiveCall[]; over: Promise<void> } {
  const calls: LiveCall[] = [];
  const over = (async () => {
    for await (const call of source.calls(new AbortController().signal)) calls.push(call);
  })();
  return { calls, over };
}

describe('a line that failed', () => {
  it('streams: is tried again until its port is free, and says meanwhile why', async () => {
    const taker = createServer().listen(0, '127.0.0.1');
    await once(taker, 'listening');
    const address = taker.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const told: string[] = [];
    const source = new RevivedSource(
      () => new StreamSource(lineOf({ host: '127.0.0.1', port: port ?? 0, audioSocketPort: null }), () => {}),
      ({ code }) => void told.push(code),
    );
    const { over } = follow(source);
    await expect.poll(() => source.health()).toMatchObject({ state: 'reconnecting', reason: /EADDRINUSE/ });
    await new Promise((resolve) => taker.close(resolve));
    await expect.poll(() => source.health().state, { timeout: 10_000 }).toBe('up');
    // However often it was tried.
    expect(told).toEqual(['CW_STREAM_LISTEN']);
    await source.close();
    await over;
    expect(source.health().state).toBe('closed');
  });

  it('microphone: a device that comes back is heard as a new call', async () => {
    // A stand-in: no program can be made to lose its device.
    fakeProgram(folder, 'sox', `PATH='${SYSTEM_PATH}'; head -c 64000 /dev/urandom; exit 1`);
    vi.stubEnv('PATH', folder);
    const told: string[] = [];
    const line = { kind: 'microphone', name: 'desk', recorder: 'sox', device: null } as const;
    const source = new RevivedSource(
      () => new MicrophoneSource(line),
      ({ code }) => void told.push(code),
    );
    const { calls, over } = follow(source);
    await expect.poll(() => calls.length, { timeout: 15_000 }).toBe(2);
    expect(calls[0]?.callId).not.toBe(calls[1]?.callId);
    expect(told).toContain('CW_MICROPHONE_LOST');
    await source.close();
    await over;
  });

  it('that is closed while it waits is not tried again', async () => {
    vi.stubEnv('PATH', join(folder, 'nothing'));
    const opened = vi.fn(
      () => new MicrophoneSource({ kind: 'microphone', name: 'desk', recorder: 'sox', device: null }),
    );
    const source = new RevivedSource(opened, () => {});
    const { over } = follow(source);
    await expect.poll(() => source.health().state).toBe('reconnecting');
    const times = opened.mock.calls.length;
    await source.close();
    await over;
    expect(opened).toHaveBeenCalledTimes(times);
  });
});
