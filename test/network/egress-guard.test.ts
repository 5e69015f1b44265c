import dgram from 'node:dgram';
import { lookup, promises, Resolver, resolve4 } from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { allowEgress, EgressGuard } from '../../src/network/egress-guard.js';

let server: http.Server;
let port: number;
let ear: dgram.Socket;
const heard: string[] = [];
let guard: EgressGuard | undefined;

beforeAll(async () => {
  server = http.createServer((_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = portOf(server.address());
  ear = dgram.createSocket('udp4');
  ear.on('message', (message) => heard.push(String(message)));
  ear.bind(0, '127.0.0.1');
  await once(ear, 'listening');
});
afterEach(() => guard?.[Symbol.dispose]());
afterAll(() => {
  server.closeAllConnections();
  server.close();
  ear.close();
});

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

const REFUSED = { code: 'CW_EGRESS_REFUSED' };

/** Why it failed, however deep the library has hidden it. */
async function failure(work: Promise<unknown>): Promise<unknown> {
  const thrown: unknown = await work.then(
    () => new Error('it was let through'),
    (error: unknown) => error,
  );
  return thrown instanceof TypeError && thrown.cause ? thrown.cause : thrown;
}

function connected(socket: net.Socket): Promise<unknown> {
  return once(socket, 'connect').finally(() => socket.destroy());
}

/** By a port that is text, which Node takes and its types do not know. */
function connectBy(text: string): net.Socket {
  return Reflect.apply(net.Socket.prototype.connect, new net.Socket(), [text, '127.0.0.1']);
}

describe('EgressGuard', () => {
  it('refuses whatever way a connection is made, and counts each address', async () => {
    guard = EgressGuard.install([]);
    const url = `http://127.0.0.1:${port}/`;
    const attempts = [
      connected(net.connect(port, '127.0.0.1')),
      connected(net.connect({ port, host: '127.0.0.1' })),
      connected(new net.Socket().connect(port)),
      // Forms that look like sockets of the file system, and that Node connects with.
      connected(net.connect({ path: '', port, host: '127.0.0.1' })),
      connected(connectBy(`0x${port.toString(16)}`)),
      connected(connectBy(`${port} `)),
      connected(tls.connect(port, '127.0.0.1')),
      fetch(url),
      once(http.get(url), 'response'),
      once(http.get(url, { agent: false }), 'response'),
      once(new WebSocket(`ws://127.0.0.1:${port}/`), 'open'),
    ];
    for (const attempt of await Promise.all(attempts.map(failure))) expect(attempt).toMatchObject(REFUSED);
    const { refused, addresses } = guard.stats();
    expect(refused).toBe(attempts.length);
    expect(addresses).toContainEqual({ address: `127.0.0.1:${port}`, refused: attempts.length - 1 });
    expect(addresses).toContainEqual({ address: `localhost:${port}`, refused: 1 });
  });

  it('lets through what is allowed, for as long as it is', async () => {
    guard = EgressGuard.install([{ host: '127.0.0.1', port }]);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    await connected(net.connect(port, '::ffff:127.0.0.1'));
    const take = allowEgress({ host: 'localhost' });
    await connected(net.connect(port, 'localhost'));
    take();
    expect(await failure(connected(net.connect(port, 'localhost')))).toMatchObject(REFUSED);
    expect(guard.stats()).toEqual({ refused: 1, addresses: [{ address: `localhost:${port}`, refused: 1 }] });
  });

  it('refuses datagrams to strangers in every form of send, and the socket stays of use', async () => {
    const { port: to } = ear.address();
    guard = EgressGuard.install([]);
    const socket = dgram.createSocket('udp4');
    const send = (...args: [number, string?] | [number, number, number, string?]) =>
      new Promise((resolve, reject) => {
        const done = (error: Error | null) => (error ? reject(error) : resolve(undefined));
        const message = Buffer.from('datagram');
        if (typeof args[1] === 'number') socket.send(message, args[0], args[1], args[2] ?? 0, args[3], done);
        else socket.send(message, args[0], args[1], done);
      });
    expect(await failure(send(to, '127.0.0.1'))).toMatchObject(REFUSED);
    expect(await failure(send(to))).toMatchObject(REFUSED);
    expect(await failure(send(to, '2130706433'))).toMatchObject(REFUSED);
    expect(await failure(send(0, 4, to, '127.0.0.1'))).toMatchObject(REFUSED);
    const silent = once(socket, 'error');
    socket.send('datagram', to, '127.0.0.1');
    expect((await silent)[0]).toMatchObject(REFUSED);
    socket.connect(to, '127.0.0.1');
    expect((await once(socket, 'error'))[0]).toMatchObject(REFUSED);
    expect(heard).toEqual([]);

    guard.allow({ host: '127.0.0.1', port: to });
    await send(0, 4, to, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.connect(to, '127.0.0.1', (error?: Error) => (error ? reject(error) : resolve()));
    });
    await new Promise((resolve) => socket.send('connected', resolve));
    await once(ear, 'message');
    while (heard.length < 2) await once(ear, 'message');
    expect(heard).toEqual(['data', 'connected']);
    socket.close();
  });

  it('asks no name server for names that are not configured', async () => {
    guard = EgressGuard.install([{ host: 'pbx.example', port: 8088 }]);
    const asked = (ask: (done: (error: Error | null) => void) => void) =>
      new Promise((resolve, reject) => ask((error) => (error ? reject(error) : resolve(undefined))));
    const attempts = [
      asked((done) => lookup('stranger.example', done)),
      asked((done) => resolve4('pbx.example', done)),
      asked((done) => new Resolver().resolve4('pbx.example', done)),
      promises.lookup('stranger.example'),
      promises.resolveTxt('stranger.example'),
      new promises.Resolver().reverse('192.0.2.1'),
      fetch('http://stranger.example:8088/'),
    ];
    for (const attempt of await Promise.all(attempts.map(failure))) expect(attempt).toMatchObject(REFUSED);
    // Needs nobody to be asked, or may be asked: whatever comes of it.
    await promises.lookup('127.0.0.1');
    await promises.lookup('localhost');
    expect(await failure(promises.lookup('pbx.example'))).not.toMatchObject(REFUSED);
  });

  it('looks up the names that this machine listens at, and does not connect there', async () => {
    guard = EgressGuard.install([], { names: ['Box.invalid', '127.0.0.1'] });
    // Nobody may be there to be asked: whatever comes of it.
    expect(await failure(promises.lookup('box.invalid'))).not.toMatchObject(REFUSED);
    expect(await failure(connected(net.connect(port, 'box.invalid')))).toMatchObject(REFUSED);
    expect(await failure(connected(net.connect(port, '127.0.0.1')))).toMatchObject(REFUSED);
    expect(await failure(promises.lookup('other.invalid'))).toMatchObject(REFUSED);
  });

  it('tells who wants to know, bounds what it remembers, and goes without a trace', async () => {
    const before = net.Socket.prototype.connect;
    const told: string[] = [];
    guard = EgressGuard.install([], { onRefused: (_error, address) => void told.push(address) });
    expect(() => EgressGuard.install([])).toThrow('installed already');
    expect(await failure(connected(net.connect(port, '127.0.0.1')))).toMatchObject(REFUSED);
    expect(told).toEqual([`127.0.0.1:${port}`]);
    for (let i = 0; i < 500; i++) guard.count(`192.0.2.1:${i}`);
    const { refused, addresses } = guard.stats();
    expect(refused).toBe(501);
    expect(addresses.length).toBeLessThanOrEqual(201);
    expect(addresses.reduce((sum, one) => sum + one.refused, 0)).toBe(501);
    guard[Symbol.dispose]();
    expect(net.Socket.prototype.connect).toBe(before);
    await connected(net.connect(port, '127.0.0.1'));
    expect(guard.stats().refused).toBe(501);
  });
});
