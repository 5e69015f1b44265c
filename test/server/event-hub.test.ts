import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginCall } from '../../src/server/live/call-state.js';
import { EventHub, type EventHubOptions, type ListenerOptions } from '../../src/server/stream/event-hub.js';
import { RingBuffer } from '../../src/server/stream/ring-buffer.js';
import { lineCall } from './service.js';

const view = (callId: string) => beginCall(lineCall(callId), true).view;

/** A hub on a real socket: every connection listens. */
async function served(hubOptions: EventHubOptions, listener: ListenerOptions = { callId: undefined }) {
  const hub = new EventHub({ heartbeatMs: 0, firstId: 0, ...hubOptions });
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    responses.push(response);
    response.writeHead(200);
    hub.listen(response, listener);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    hub.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { hub, port, responses };
}

function client(port: number) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const until = async (wanted: (text: string) => boolean) => {
    while (!wanted(text)) await pause(5);
  };
  return { socket, read: () => text, until };
}

const ids = (text: string) =>
  [...text.matchAll(/^id: (\d+)\nevent: (\w+)/gm)].map(([, id, event]) => `${id} ${event}`);

describe('RingBuffer', () => {
  it('gives what came after an id, or says that it is forgotten', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: -5, max: 70 }),
        (capacity, pushed, first, back) => {
          const ring = new RingBuffer<{ id: number }>(capacity, first);
          for (let i = 1; i <= pushed; i++) ring.push({ id: first + i });
          const asked = first + pushed - back;
          const after = ring.after(asked);
          if (back < 0 || back > Math.min(capacity, pushed)) expect(after).toBeUndefined();
          else
            expect(after?.map(({ id }) => id)).toEqual(Array.from({ length: back }, (_, i) => asked + 1 + i));
        },
      ),
    );
  });

  it('leaves out what is to be forgotten', () => {
    const ring = new RingBuffer<{ id: number }>(4, 0);
    for (let id = 1; id <= 6; id++) ring.push({ id });
    ring.forget(({ id }) => id === 4);
    expect(ring.after(3)).toEqual([{ id: 5 }, { id: 6 }]);
  });
});

describe('EventHub on real sockets', () => {
  it('gives a list what it needs and a call everything of it', async () => {
    const list = await served({});
    const all = client(list.port);
    await all.until((text) => text.includes('id: 0'));
    list.hub.publish('call', view('a'), 'a');
    list.hub.publish('event', { type: 'notice', callId: 'a', atMs: 0, code: 'X', message: 'x' }, 'a');
    list.hub.publish('health', { state: 'ok', reasons: [], causes: [] });
    await all.until((text) => text.includes('health'));
    expect(ids(all.read())).toEqual(['1 call', '3 health']);

    const one = await served({}, { callId: 'a' });
    const own = client(one.port);
    await own.until((text) => text.includes('id: 0'));
    one.hub.publish('call', view('b'), 'b');
    one.hub.publish('event', { type: 'notice', callId: 'b', atMs: 0, code: 'X', message: 'x' }, 'b');
    one.hub.publish('event', { type: 'notice', callId: 'a', atMs: 0, code: 'X', message: 'x' }, 'a');
    one.hub.publish('call', view('a'), 'a');
    await own.until((text) => text.includes('id: 4'));
    expect(ids(own.read())).toEqual(['3 event', '4 call']);
  });

  it('brings what was missed, once and in order, and goes on', async () => {
    const listener = { callId: undefined, lastEventId: '2' };
    const { hub, port } = await served({ kept: 10 }, listener);
    for (let i = 0; i < 5; i++) hub.publish('call', view(`c${i}`), `c${i}`);
    const { until, read } = client(port);
    await until((text) => text.includes('id: 5'));
    hub.publish('call', view('late'), 'late');
    await until((text) => text.includes('id: 6'));
    expect(ids(read())).toEqual(['3 call', '4 call', '5 call', '6 call']);
  });

  it.each(['0', '99', 'abc', '-1', '1e3'])(
    'resets a listener whose last id %s is not kept',
    async (lastEventId) => {
      const { hub, port } = await served({ kept: 3 }, { callId: undefined, lastEventId });
      for (let i = 0; i < 5; i++) hub.publish('call', view(`c${i}`), `c${i}`);
      const { until, read } = client(port);
      await until((text) => text.includes('reset'));
      expect(ids(read())).toEqual(['5 reset']);
    },
  );

  it('says nothing more of a call that was forgotten', async () => {
    const { hub, port } = await served({}, { callId: undefined, lastEventId: '0' });
    hub.publish('call', view('a'), 'a');
    hub.publish('call', view('b'), 'b');
    hub.forget('a');
    const { until, read } = client(port);
    await until((text) => text.includes('id: 2'));
    expect(read()).not.toContain('"a"');
  });

  it('cuts off a listener that does not read, and keeps no one else waiting', async () => {
    const { hub, port } = await served({ unreadBytes: 200_000 });
    const slow = client(port);
    await slow.until((text) => text.includes('id: 0'));
    slow.socket.pause();
    const quick = client(port);
    await quick.until((text) => text.includes('id: 0'));
    let published = 0;
    // The system's socket buffers take some megabytes before anything stays in ours.
    for (; hub.cutOff === 0 && published < 200_000; published++) {
      hub.publish('call', view(`call-${published}`), 'x');
      expect(hub.mostUnread).toBeLessThan(300_000);
      if (published % 100 === 0) await pause(1);
    }
    expect(hub.cutOff).toBe(1);
    expect(hub.size).toBe(1);
    await quick.until((text) => text.includes(`id: ${published}\n`));
  });

  it('beats for those who may listen, and ends the stream of who may no longer', async () => {
    let allowed = true;
    const { hub, port } = await served({ heartbeatMs: 20 }, { callId: undefined, allowed: () => allowed });
    const { until, socket } = client(port);
    await until((text) => text.includes('\n: \n'));
    const ended = new Promise((resolve) => socket.once('end', resolve));
    allowed = false;
    socket.resume();
    await until((text) => text.includes('\r\n0\r\n'));
    socket.destroy();
    await Promise.race([ended, pause(100)]);
    expect(hub.size).toBe(0);
  });
});
