import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Frame } from '../../../src/audio/frame.js';
import type { Party } from '../../../src/audio/party.js';

/** A folder for the files of one test file, gone after it. */
export function testFolder(): (name: string, content?: Uint8Array | string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'callwarden-recording-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  };
}

/** 16-bit samples of a sine. */
export function tone(hz: number, rateHz: number, ms: number, amplitude = 8000): Int16Array {
  const length = Math.round((rateHz * ms) / 1000);
  return Int16Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

/** Little-endian bytes of 16-bit samples. */
export function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

export interface WavParts {
  readonly formatTag: number;
  readonly bits: number;
  readonly channels: number;
  readonly rateHz: number;
  readonly data: Uint8Array;
  /** What the data chunk says its size is (default: the truth). */
  readonly dataSize?: number;
  /** Chunks between the format and the data, whole. */
  readonly between?: Uint8Array;
  /** More of the format chunk than its 16 bytes. */
  readonly extension?: Uint8Array;
}

/** A WAV file of any kind, also kinds that must not be. */
export function wav(parts: WavParts): Buffer {
  const {
    formatTag,
    bits,
    channels,
    rateHz,
    data,
    between = new Uint8Array(0),
    extension = new Uint8Array(0),
  } = parts;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(formatTag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rateHz, 4);
  format.writeUInt32LE(((rateHz * channels * bits) / 8) >>> 0, 8);
  format.writeUInt16LE(((channels * bits) / 8) & 0xffff, 12);
  format.writeUInt16LE(bits, 14);
  const body = [
    chunk('fmt ', Buffer.concat([format, extension])),
    between,
    chunk('data', data, parts.dataSize),
  ];
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...body]));
}

export function chunk(id: string, body: Uint8Array, size = body.length): Buffer {
  const header = Buffer.alloc(8, id, 'latin1');
  header.writeUInt32LE(size, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

export async function collect(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

/** One party's samples, joined. */
export function voice(frames: readonly Frame[], party: Party): Int16Array {
  return Int16Array.from(
    frames.filter((frame) => frame.party === party).flatMap(({ samples }) => [...samples]),
  );
}

/** How strong a tone is in 16 kHz samples: its amplitude, in samples' units. */
export function strength(samples: Int16Array, hz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / 16_000);
    im += sample * Math.sin((2 * Math.PI * hz * i) / 16_000);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}
