import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asterisk } from '../helpers/asterisk.js';
import { type PlacedCall, placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually } from '../helpers/tapped.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start();
});
afterAll(() => pbx[Symbol.asyncDispose]());

type Media = 'rtp' | 'websocket' | 'audiosocket';

/** A tapping process that can be killed and frozen, and what it has said. */
class TapProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  said = '';
  /** Names of the calls that it took. */
  readonly calls: string[] = [];

  constructor(media: Media) {
    const program = fileURLToPath(new URL('../helpers/tap-child.ts', import.meta.url));
    const config = JSON.stringify({ lines: [pbx.line({ media })] });
    this.child = spawn(process.execPath, ['--import', 'tsx', program, config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (chunk) => {
      this.said += String(chunk);
      this.calls.push(...[...String(chunk).matchAll(/^call (.+)$/gm)].map(([, name = '']) => name));
    });
  }

  async hears(): Promise<void> {
    this.said = '';
    const both = () => this.said.includes('heard remote') && this.said.includes('heard local');
    await eventually(both, 'both parties are heard', 20_000);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGCONT');
    await this.end('SIGKILL');
  }
}

async function longCall(durationMs: number): Promise<PlacedCall> {
  const { remote, local } = await partiesOf('legit-family-chat-sunday');
  return placeCall(pbx, { durationMs, caller: remote, callee: local });
}

function expectWhole(phones: PlacedCall, durationMs: number): void {
  for (const ear of [phones.callerEar, phones.calleeEar]) {
    expect(ear.lost).toBe(0);
    expect(ear.packets.length).toBeGreaterThan((durationMs / 20) * 0.97);
  }
}

describe.each(['rtp', 'websocket', 'audiosocket'] as const)('tapping by %s', (media) => {
  it('killed mid-call, the phones lose nothing; started again, it hears the call and leaves nothing', async () => {
    const durationMs = 16_000;
    await using first = new TapProcess(media);
    await using phones = await longCall(durationMs);
    await first.hears();
    await first.end('SIGKILL');
    await using second = new TapProcess(media);
    await second.hears();
    expect(second.calls).toEqual(first.calls);
    await phones.ended;
    expectWhole(phones, durationMs);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
    await second.end('SIGTERM');
    expect(second.said).toContain('over');
  });

  it('frozen mid-call, the phones lose nothing; thawed, it hears again and leaves nothing', async () => {
    const durationMs = 14_000;
    await using tap = new TapProcess(media);
    await using phones = await longCall(durationMs);
    await tap.hears();
    tap.child.kill('SIGSTOP');
    await sleep(4000);
    tap.child.kill('SIGCONT');
    await tap.hears();
    await phones.ended;
    expectWhole(phones, durationMs);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('ended mid-call as it should be, it takes everything with it and the call goes on', async () => {
    const durationMs = 9000;
    await using tap = new TapProcess(media);
    await using phones = await longCall(durationMs);
    await tap.hears();
    await tap.end('SIGTERM');
    expect(await pbx.leftovers()).toEqual([]);
    await phones.ended;
    expectWhole(phones, durationMs);
  });
});
