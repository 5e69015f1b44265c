import { once } from 'node:events';
import { createServer } from 'node:net';
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlertDispatcher } from '../../../src/alerts/sinks/alert-dispatcher.js';
import type { AlertSink } from '../../../src/alerts/sinks/alert-sink.js';
import { openSinks } from '../../../src/alerts/sinks/open-sinks.js';
import { EgressGuard } from '../../../src/network/egress-guard.js';
import { Mosquitto } from '../../helpers/mosquitto.js';
import { alertOf, callOf, configOf, NUMBER, never, QUOTE } from './alerts.js';

async function mqtt(settings: object): Promise<AlertSink> {
  const [sink] = await openSinks(configOf([{ kind: 'mqtt', ...settings }]));
  if (!sink) throw new Error('no sink');
  return sink;
}

interface Got {
  readonly topic: string;
  readonly body: string;
  readonly packet: IPublishPacket;
}

/** Somebody who listens at the broker. */
async function listener(url: string, login: object = {}): Promise<{ client: MqttClient; got: Got[] }> {
  const client = await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0, ...login });
  const got: Got[] = [];
  client.on('message', (topic, body, packet) => void got.push({ topic, body: String(body), packet }));
  await client.subscribeAsync('#', { qos: 1 });
  return { client, got };
}

/** A fake for a fault: a broker that takes what is published (MQTT 5.0, sections 3.2 and 3.4) and never says goodbye. */
async function clingyBroker() {
  const told = { port: 0, published: 0, left: 0 };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let packet = firstPacket(bytes); packet; packet = firstPacket(bytes)) {
        bytes = bytes.subarray(packet.length);
        const { kind, body } = packet;
        if (kind === CONNECT) socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
        if (kind !== PUBLISH) continue;
        told.published++;
        const id = 2 + body.readUInt16BE(0);
        socket.write(Buffer.from([0x40, 2, ...body.subarray(id, id + 2)]));
      }
    });
    // A connection that is destroyed at the other end is reset, or just over.
    socket.on('error', () => {});
    const probe = setInterval(() => socket.write(Buffer.from([0xd0, 0])), 200);
    socket.on('close', () => {
      clearInterval(probe);
      told.left++;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  told.port = address.port;
  return told;
}

const CONNECT = 1;
const PUBLISH = 3;

/** The first whole packet of what has come: its kind, what follows its length, and how long all of it is. */
function firstPacket(bytes: Buffer): { kind: number; body: Buffer; length: number } | undefined {
  let [size, at] = [0, 1];
  for (let more = true; more; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * 128 ** (at - 1);
    more = byte > 0x7f;
  }
  const length = at + size;
  return bytes.length < length
    ? undefined
    : { kind: (bytes[0] ?? 0) >> 4, body: bytes.subarray(at, length), length };
}

describe('MQTT', () => {
  it('publishes the alert once, at least, and retains nothing', async () => {
    await using broker = await Mosquitto.start();
    const { client, got } = await listener(broker.url);
    const sink = await mqtt({ url: broker.url, topic: 'home/callwarden' });
    await sink.deliver(alertOf(), callOf(), never());
    await expect.poll(() => got.length, { timeout: 10_000 }).toBe(1);
    const [{ topic, body, packet } = { topic: '', body: '{}', packet: undefined }] = got;
    expect(topic).toBe('home/callwarden');
    expect(JSON.parse(body)).toMatchObject({ level: 'scam', title: 'Gift cards', score: 0.988 });
    expect(packet).toMatchObject({ qos: 1, retain: false });
    expect(packet?.properties?.messageExpiryInterval).toBeGreaterThan(0);
    expect(body).not.toContain(QUOTE);
    expect(body).not.toContain(NUMBER);
    await client.endAsync(true);
    // Whoever comes later finds nothing.
    const late = await listener(broker.url);
    await late.client.publishAsync('end', '', { qos: 1 });
    await expect.poll(() => late.got.map((one) => one.topic), { timeout: 10_000 }).toEqual(['end']);
    await late.client.endAsync(true);
  });

  it('logs in, and says when the broker refuses the login or the topic', async () => {
    const user = { name: 'warden', password: 'a long one', mayWrite: 'callwarden/alert' };
    await using broker = await Mosquitto.start({ user });
    process.env['CALLWARDEN_TEST_MQTT'] = user.password;
    const login = { url: broker.url, user: user.name, passwordEnv: 'CALLWARDEN_TEST_MQTT' };
    try {
      await (await mqtt(login)).deliver(alertOf(), callOf(), never());
      const refused = { code: 'CW_ALERT_REFUSED' };
      const strangers = await mqtt({ ...login, user: 'stranger' });
      await expect(strangers.deliver(alertOf(), callOf(), never())).rejects.toMatchObject(refused);
      const elsewhere = await mqtt({ ...login, topic: 'home/other' });
      await expect(elsewhere.deliver(alertOf(), callOf(), never())).rejects.toMatchObject(refused);
    } finally {
      delete process.env['CALLWARDEN_TEST_MQTT'];
    }
  });

  it('tries again while the broker is away, and gives up', async () => {
    await using broker = await Mosquitto.start();
    await broker.stop();
    const sink = await mqtt({ url: broker.url });
    await expect(sink.deliver(alertOf(), callOf(), never())).rejects.toMatchObject({
      code: 'CW_ALERT_UNDELIVERED',
      message: expect.stringContaining(`the broker 127.0.0.1:${broker.port} did not take the alert`),
    });
    const failures: string[] = [];
    await using dispatcher = new AlertDispatcher([sink], {
      onFailure: ({ code }) => void failures.push(code),
    });
    dispatcher.raise(alertOf(), callOf());
    await expect.poll(() => dispatcher.stats()[0]?.retried, { timeout: 20_000 }).toBeGreaterThan(0);
    await dispatcher.close(0);
    expect(failures.length).toBe(1);
  });

  it('publishes once at a broker that never closes the connection, and leaves it', async () => {
    const broker = await clingyBroker();
    const sink = await mqtt({ url: `mqtt://127.0.0.1:${broker.port}`, timeoutMs: 5000 });
    await using dispatcher = new AlertDispatcher([sink], { onFailure: () => {} });
    dispatcher.raise(alertOf(), callOf());
    await expect.poll(() => broker.left, { timeout: 20_000 }).toBe(1);
    expect(dispatcher.stats()).toMatchObject([{ delivered: 1, retried: 0 }]);
    expect(broker.published).toBe(1);
  });

  it('is held by the egress guard to what was allowed', async () => {
    await using broker = await Mosquitto.start();
    using guard = EgressGuard.install([]);
    const sink = await mqtt({ url: broker.url });
    const failure = sink.deliver(alertOf(), callOf(), never());
    await expect(failure).rejects.toMatchObject({ code: 'CW_EGRESS_REFUSED' });
    guard.allow({ host: '127.0.0.1', port: broker.port });
    await sink.deliver(alertOf(), callOf(), never());
  });
});
