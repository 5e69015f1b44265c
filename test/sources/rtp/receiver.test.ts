import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, frameDurationMs } from '../../../src/audio/frame.js';
import { encodeRtp } from '../../../src/sources/rtp/packet.js';
import { l16, type PayloadFormat, STATIC_PAYLOADS } from '../../../src/sources/rtp/payload-format.js';
import { RtpReceiver } from '../../../src/sources/rtp/receiver.js';

const L16 = 96;
const L16_NARROW = 97;
const PAYLOADS = new Map<number, PayloadFormat>([
  ...STATIC_PAYLOADS,
  [L16, l16(16_000)],
  [L16_NARROW, l16(8000)],
]);
const SAMPLES = 320;

/** What the n-th packet of 20 ms says: every sample names its place, so that none can be mistaken for another. */
const sampleAt = (place: number) => (place % 30_000) + 1;
const spoken = (n: number) => Int16Array.from({ length: SAMPLES }, (_, i) => sampleAt(n * SAMPLES + i));

interface Sent {
  readonly n: number;
  readonly atMs: number;
}

interface StreamOptions {
  readonly sequence?: number;
  readonly timestamp?: number;
  readonly ssrc?: number;
}

/** The n-th packet of a stream of linear audio at 16 kHz. */
function packet(n: number, { sequence = 0, timestamp = 0, ssrc = 1 }: StreamOptions = {}): Uint8Array {
  const payload = Buffer.alloc(SAMPLES * 2);
  spoken(n).forEach((sample, i) => {
    payload.writeInt16BE(sample, 2 * i);
  });
  return encodeRtp({
    payloadType: L16,
    marker: n === 0,
    sequence: (sequence + n) & 0xffff,
    timestamp: (timestamp + n * SAMPLES) >>> 0,
    ssrc,
    payload,
  });
}

/** Runs a receiver over packets at their times, with a tick every 20 ms, as the socket does. */
function receive(packets: readonly Sent[], options: StreamOptions = {}, receiver = receiverOf()): Frame[] {
  const frames: Frame[] = [];
  let tickMs = 0;
  for (const { n, atMs } of packets) {
    for (; tickMs < atMs; tickMs += 20) frames.push(...receiver.tick(tickMs));
    frames.push(...receiver.push(packet(n, options), atMs));
  }
  return [...frames, ...receiver.end(tickMs)];
}

const receiverOf = () => new RtpReceiver({ party: 'remote', payloads: PAYLOADS, maxWaitMs: 60 });
const inOrder = (count: number): Sent[] =>
  Array.from({ length: count }, (_, n) => ({ n, atMs: 20 * (n + 1) }));

/** Every sample is the one that was spoken at that time, or the frame says that it is lost. */
function expectTrue(frames: readonly Frame[]): void {
  let nextMs = frames[0]?.startMs ?? 0;
  for (const frame of frames) {
    expect(frame.startMs).toBeCloseTo(nextMs, 6);
    nextMs += frameDurationMs(frame);
    const place = Math.round(frame.startMs * 16);
    const wrong = frame.samples.findIndex(
      (sample, i) => sample !== sampleAt(place + i) && !(frame.lost && sample === 0),
    );
    expect(wrong, `a wrong sample in the frame at ${frame.startMs} ms`).toBe(-1);
  }
}

const streams = fc.record({
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
  ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
});

describe('reception of RTP', () => {
  it('gives an undisturbed stream at once and whole, wherever its counters begin', () => {
    fc.assert(
      fc.property(streams, (options) => {
        const receiver = receiverOf();
        for (let n = 0; n < 60; n++) {
          const frames = receiver.push(packet(n, options), 20 * (n + 1));
          expect(frames.map(({ samples }) => samples)).toEqual([spoken(n)]);
          expect(frames[0]?.startMs).toBe(20 * n);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same samples at the same times, or says they are lost, however packets are mixed up', () => {
    const fates = fc.array(
      fc.record({
        lost: fc.boolean(),
        copies: fc.integer({ min: 1, max: 3 }),
        delays: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 5, maxLength: 60 },
    );
    fc.assert(
      fc.property(streams, fates, (options, wanted) => {
        const packets = wanted
          .flatMap(({ lost, copies, delays }, n) =>
            // The first packet sets the time of the stream: it comes when it should.
            n === 0
              ? [{ n, atMs: 20 }]
              : lost
                ? []
                : delays.slice(0, copies).map((delay) => ({ n, atMs: 20 * (n + 1) + delay })),
          )
          .sort((a, b) => a.atMs - b.atMs);
        expectTrue(receive(packets, options));
      }),
      { numRuns: 300 },
    );
  });

  it('loses nothing to reordering and copies within the wait', () => {
    const mixed = inOrder(50).flatMap(({ n, atMs }) => [
      { n, atMs: atMs + (n % 3 === 1 ? 45 : 0) },
      { n, atMs: atMs + 50 },
    ]);
    const frames = receive(mixed.sort((a, b) => a.atMs - b.atMs));
    expectTrue(frames);
    expect(frames.filter(({ lost }) => lost)).toEqual([]);
    expect(frames.length).toBe(50);
  });

  it('waits for a missing packet no longer than it may', () => {
    const receiver = receiverOf();
    receiver.push(packet(0), 20);
    expect(receiver.push(packet(2), 60)).toEqual([]);
    expect(receiver.tick(119)).toEqual([]);
    const frames = receiver.tick(120);
    expect(frames.map(({ lost }) => lost)).toEqual([true, false]);
    expect(receiver.push(packet(1), 130)).toEqual([]);
    expect(receiver.toJSON()).toMatchObject({ lost: 1, late: 1 });
  });

  it('takes a new sender over, from its second packet on, and a single stray packet not at all', () => {
    const receiver = receiverOf();
    for (const { n, atMs } of inOrder(10)) receiver.push(packet(n), atMs);
    expect(receiver.push(packet(500, { ssrc: 7 }), 205)).toEqual([]);
    expect(receiver.push(packet(10), 220)).toHaveLength(1);
    expect(receiver.push(packet(3, { ssrc: 9, sequence: 4000 }), 240)).toEqual([]);
    const frames = receiver.push(packet(4, { ssrc: 9, sequence: 4000 }), 260);
    expect(frames.map(({ startMs }) => startMs)).toEqual([220, 240]);
    expect(receiver.toJSON()).toMatchObject({ restarts: 2, strays: 1 });
  });

  it('goes on when the payload type changes, to another rate too', () => {
    const receiver = receiverOf();
    const frames = [packet(0), packet(1)].flatMap((bytes, i) => receiver.push(bytes, 20 * (i + 1)));
    for (let n = 2; n < 12; n++) {
      const payload = Buffer.alloc(320, 0);
      const head = { payloadType: L16_NARROW, marker: false, sequence: n, timestamp: n * 160, ssrc: 1 };
      frames.push(...receiver.push(encodeRtp({ ...head, payload }), 20 * (n + 1)));
    }
    for (let n = 12; n < 20; n++) {
      const payload = new Uint8Array(160).fill(0xff);
      const head = { payloadType: 0, marker: false, sequence: n, timestamp: n * 160, ssrc: 1 };
      frames.push(...receiver.push(encodeRtp({ ...head, payload }), 20 * (n + 1)));
    }
    frames.push(...receiver.end(400));
    const lengthMs = frames.reduce((sum, frame) => sum + frameDurationMs(frame), 0);
    expect(lengthMs).toBeCloseTo(400, 0);
    expect(frames.filter(({ lost }) => lost)).toEqual([]);
  });

  it('takes comfort noise and pauses that the sender announces for silence, not for loss', () => {
    const receiver = receiverOf();
    const frames = [...receiver.push(packet(0), 20)];
    const noise = { payloadType: 13, marker: false, sequence: 1, timestamp: 320, ssrc: 1 };
    frames.push(...receiver.push(encodeRtp({ ...noise, payload: Uint8Array.of(60) }), 40));
    for (let ms = 40; ms <= 2000; ms += 20) frames.push(...receiver.tick(ms));
    // A hundred packets later, but the next number: nothing was lost.
    frames.push(...receiver.push(packet(100, { sequence: -98 }), 2020));
    expect(frames.filter(({ lost }) => lost)).toEqual([]);
    expect(frames.at(-1)).toMatchObject({ startMs: 2000, samples: spoken(100) });
  });

  it('keeps the time of a long pause going that is full of comfort noise', () => {
    const receiver = receiverOf();
    const frames = [...receiver.push(packet(0), 20)];
    let sequence = 0;
    for (let ms = 40; ms <= 30_000; ms += 20) {
      const noise = { payloadType: 13, marker: false, sequence: ++sequence, timestamp: ms * 8, ssrc: 1 };
      if (ms % 200 === 0)
        frames.push(...receiver.push(encodeRtp({ ...noise, payload: Uint8Array.of(60) }), ms));
      else sequence--;
      frames.push(...receiver.tick(ms));
      if (ms > 400) expect(frames.at(-1)?.startMs).toBeGreaterThan(ms - 200);
    }
    frames.push(...receiver.push(packet(1500, { sequence: sequence - 1499 }), 30_020));
    expect(frames.filter(({ lost }) => lost)).toEqual([]);
    expect(frames.at(-1)).toMatchObject({ startMs: 30_000, samples: spoken(1500) });
  });

  it('keeps the time of a line that falls silent going, as lost, and finds back into it', () => {
    const receiver = receiverOf();
    const frames = [...receiver.push(packet(0), 20)];
    for (let ms = 20; ms <= 3000; ms += 20) frames.push(...receiver.tick(ms));
    expect(frames.at(-1)?.startMs).toBeGreaterThan(2800);
    frames.push(...receiver.push(packet(150), 3020));
    for (let n = 151; n < 160; n++) frames.push(...receiver.push(packet(n), 20 * (n + 1)));
    for (let ms = 3200; ms <= 3300; ms += 20) frames.push(...receiver.tick(ms));
    expectTrue(frames);
    expect(frames.some(({ samples }) => samples[0] === spoken(155)[0])).toBe(true);
  });

  it('gives a sender up of whom nothing ever comes: lost from when it should be heard, and found when it is', () => {
    const receiver = receiverOf();
    const ticks = (fromMs: number, toMs: number) =>
      Array.from({ length: (toMs - fromMs) / 20 }, (_, i) => receiver.tick(fromMs + 20 * (i + 1))).flat();
    expect(ticks(0, 400)).toEqual([]);
    receiver.expect(400, 2000);
    expect(ticks(400, 2380)).toEqual([]);
    const frames = ticks(2380, 6000);
    expect(frames[0]?.startMs).toBe(400);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(5800);
    expect(frames.every(({ lost }) => lost)).toBe(true);
    frames.push(...receiver.push(packet(300), 6020));
    expectTrue(frames);
    expect(frames.at(-1)).toMatchObject({ startMs: 6000, samples: spoken(300) });
  });

  it('puts in no more than the last seconds of a sender that was long waited for', () => {
    const receiver = receiverOf();
    receiver.expect(400, 6000);
    const ticks = Array.from({ length: 400 }, (_, i) => receiver.tick(400 + 20 * (i + 1)));
    const frames = ticks.flat();
    expect(frames[0]?.startMs).toBeGreaterThan(3800);
    expect(frames[0]?.startMs).toBeLessThan(4200);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(8200);
  });

  it('misses nothing of a sender that begins within its time, nor of one that is not expected', () => {
    for (const patienceMs of [2000, Number.POSITIVE_INFINITY]) {
      const receiver = receiverOf();
      receiver.expect(0, patienceMs);
      const lateMs = Math.min(patienceMs, 10_000) - 40;
      for (let ms = 20; ms <= lateMs; ms += 20) expect(receiver.tick(ms)).toEqual([]);
      const [first] = receiver.push(packet(0), lateMs);
      expect(first).toMatchObject({ startMs: lateMs - 20, lost: false });
    }
  });

  it('takes packets that it cannot read for no sign of the party, however many come', () => {
    const receiver = receiverOf();
    const frames = [...receiver.push(packet(0), 20)];
    for (let n = 1; n <= 100; n++) {
      const head = { payloadType: 77, marker: false, sequence: n, timestamp: n * SAMPLES, ssrc: 1 };
      const unread = encodeRtp({ ...head, payload: new Uint8Array(33) });
      frames.push(...receiver.push(unread, 20 * (n + 1)), ...receiver.tick(20 * (n + 1)));
    }
    expect(frames.slice(1).every(({ lost }) => lost)).toBe(true);
    expect(frames.at(-1)?.startMs).toBeGreaterThan(1800);
  });

  it('does not take our own standing still for silence of the sender', () => {
    const receiver = receiverOf();
    for (const { n, atMs } of inOrder(5)) receiver.push(packet(n), atMs);
    receiver.tick(100);
    // Four seconds later the timer comes first, then all that the kernel has kept.
    expect(receiver.tick(4100)).toEqual([]);
    const frames = Array.from({ length: 195 }, (_, i) => receiver.push(packet(5 + i), 4101)).flat();
    expect(frames).toHaveLength(195);
    expectTrue(frames);
  });

  it('tells each key once', () => {
    const pressed: string[] = [];
    const receiver = new RtpReceiver({
      party: 'remote',
      payloads: PAYLOADS,
      onDigit: ({ digit, durationMs }) => pressed.push(`${digit} ${durationMs}`),
    });
    receiver.push(packet(0), 20);
    const key = (sequence: number, end: boolean) =>
      encodeRtp({
        payloadType: 101,
        marker: sequence === 1,
        sequence,
        timestamp: 320,
        ssrc: 1,
        payload: Uint8Array.of(5, end ? 0x8a : 0x0a, 0x03, 0x20),
      });
    for (let sequence = 1; sequence <= 6; sequence++) receiver.push(key(sequence, sequence > 3), 40);
    expect(pressed).toEqual(['5 100']);
  });
});

describe('datagrams from anywhere', () => {
  it('a million of them: none is thrown at, nothing grows', { timeout: 120_000 }, () => {
    const receiver = receiverOf();
    let state = 12345;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const pool = Array.from({ length: 64 }, (_, length) => Buffer.alloc(length * 4));
    let nowMs = 0;
    let heardMs = 0;
    const step = () => {
      const datagram = pool[random(pool.length)] ?? Buffer.alloc(0);
      for (let i = 0; i < Math.min(16, datagram.length); i++) datagram[i] = random(256);
      if (datagram.length >= 12 && random(4) > 0) {
        // Half right, so that every corner behind the parser is reached.
        datagram[0] = 0x80 | (random(16) === 0 ? random(64) : 0);
        datagram[1] = [0, 8, 13, 101, L16, L16_NARROW, 77][random(7)] ?? 0;
        if (random(3) > 0) datagram.writeUInt16BE((nowMs / 20 + random(200)) & 0xffff, 2);
        if (random(3) > 0) datagram.writeUInt32BE((nowMs * 8 + random(20_000)) >>> 0, 4);
        if (random(20) > 0) datagram.writeUInt32BE(random(2), 8);
      }
      const frames = random(50) === 0 ? receiver.tick(nowMs) : receiver.push(datagram, nowMs);
      for (const frame of frames) heardMs = Math.max(heardMs, frame.startMs + frameDurationMs(frame));
    };
    const run = (count: number) => {
      for (let i = 0; i < count; i++) {
        nowMs += random(3) === 0 ? 1 : 0;
        step();
      }
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    const early = run(200_000);
    const late = run(800_000);
    // Frames never run further ahead of the clock than a flood may.
    expect(heardMs).toBeLessThan(nowMs + 3000);
    expect(heardMs).toBeGreaterThan(nowMs / 2);
    expect(late - early).toBeLessThan(30e6);
    expect(receiver.toJSON()['packets']).toBeGreaterThan(400_000);
  });
});
