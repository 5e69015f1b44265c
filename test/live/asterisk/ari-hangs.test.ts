import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asterisk } from '../helpers/asterisk.js';
import { placeCall } from '../helpers/sipp-call.js';
import { partiesOf } from '../helpers/speech.js';
import { eventually, Tapped } from '../helpers/tapped.js';

/**
 * Between us and a real ARI, which it can hold up as a dead-locked one would (asterisk issue 2170): connections are taken
 * and stay, nothing is answered, and the calls of the PBX go on. A stand-in for that fault alone.
 */
class Valve implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  #shut = false;

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async before(port: number): Promise<Valve> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const valve = new Valve(address !== null && typeof address === 'object' ? address.port : 0, server);
    server.on('connection', (outside) => valve.#join(outside, connect(port, '127.0.0.1')));
    return valve;
  }

  set shut(shut: boolean) {
    this.#shut = shut;
    for (const socket of this.#sockets)
      if (shut) socket.pause();
      else socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(outside: Socket, inside: Socket): void {
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#shut) from.pause();
    }
  }
}

let pbx: Asterisk;
let voices: { readonly caller: Uint8Array; readonly callee: Uint8Array };
beforeAll(async () => {
  pbx = await Asterisk.start();
  const { remote, local } = await partiesOf('legit-family-chat-sunday');
  voices = { caller: remote, callee: local };
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe('an ARI that hangs while its PBX does not', () => {
  it('is noticed and told; the call that is heard goes on being heard, and is the same when ARI is back', async () => {
    await using valve = await Valve.before(pbx.ports.http);
    const line = pbx.line({ url: `http://127.0.0.1:${valve.port}/ari`, media: 'rtp', timeoutMs: 500 });
    await using tapped = await new Tapped(line).up();
    await using phones = await placeCall(pbx, { durationMs: 40_000, ...voices });
    const { frames, over } = await tapped.call();
    await phones.talking();
    await hang(valve, tapped);
    expect(tapped.source.health().reason).toMatch(/sign of life|has not answered/);
    const hungMs = frames.at(-1)?.startMs ?? 0;
    await sleep(4000);
    for (const party of ['remote', 'local'] as const) {
      const since = frames.filter((frame) => frame.party === party && !frame.lost && frame.startMs > hungMs);
      expect(since.length * 20, party).toBeGreaterThan(3000);
    }
    valve.shut = false;
    await tapped.up();
    await phones.ended;
    await over;
    expect(tapped.calls).toHaveLength(1);
    expect(phones.callerEar.lost + phones.calleeEar.lost).toBe(0);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });

  it('what came off meanwhile is put on again, over the new connection', async () => {
    await using valve = await Valve.before(pbx.ports.http);
    const line = pbx.line({ url: `http://127.0.0.1:${valve.port}/ari`, media: 'rtp', timeoutMs: 500 });
    await using tapped = await new Tapped(line).up();
    await using phones = await placeCall(pbx, { durationMs: 40_000, ...voices });
    const { frames, over } = await tapped.call();
    await phones.talking();
    await hang(valve, tapped);
    const ours = (await pbx.leftovers()).filter((name) => name.endsWith('.media'));
    expect(ours).toHaveLength(2);
    for (const id of ours) await pbx.ask(`/channels/${id}`, 'DELETE');
    valve.shut = false;
    await tapped.up();
    const backMs = frames.at(-1)?.startMs ?? 0;
    await eventually(
      () =>
        (['remote', 'local'] as const).every((party) =>
          frames.some((frame) => frame.party === party && !frame.lost && frame.startMs > backMs + 2000),
        ),
      'both are heard again',
    );
    await pbx.hangUpAll();
    await over;
    expect(tapped.calls).toHaveLength(1);
    await eventually(async () => (await pbx.leftovers()).length === 0, 'nothing of ours is on the PBX');
  });
});

/** Lets ARI hang, until it is noticed. */
async function hang(valve: Valve, tapped: Tapped): Promise<void> {
  valve.shut = true;
  await eventually(() => tapped.source.health().state === 'reconnecting', 'the hang is noticed', 20_000);
}
