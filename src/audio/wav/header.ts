import { CallwardenError } from '../../errors.js';
import type { PcmEncoding } from '../pcm.js';
import type { ByteReader } from './byte-reader.js';
import { codecName, encodingOf, FORMAT_EXTENSIBLE } from './codec.js';

/** What a WAV file says of itself, up to the first byte of sound. */
export interface WavHeader {
  /** RF64 and BW64 are RIFF with 64-bit sizes (EBU Tech 3306, ITU-R BS.2088). */
  readonly container: 'RIFF' | 'RF64' | 'BW64';
  /** Undefined where the sound is packed in a way `PcmDecoder` does not read. */
  readonly encoding: PcmEncoding | undefined;
  /** Name of the encoding or codec, for people. */
  readonly codec: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Bytes of sound; undefined means until the end of the file, as from a program that could not go back to say. */
  readonly dataBytes: number | undefined;
  /** Bytes from the beginning of the file to the sound. */
  readonly dataOffset: number;
}

type Format = Pick<WavHeader, 'encoding' | 'codec' | 'channels' | 'sampleRateHz'>;

const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
/** A format chunk is 16 to 40 bytes; some writers pad it. */
const MAX_FORMAT_BYTES = 4096;
const UNKNOWN_SIZE = 0xffffffff;
/** What SoX writes into a pipe, cut down to whole blocks. */
const SOX_UNKNOWN_SIZE = 0x7ffff000;
const MAX_BLOCK_BYTES = 64;

/** Whether bytes are the beginning of a WAV file. */
export function isWav(head: Uint8Array): boolean {
  return containerOf(head) !== undefined && tag(head, 8) === 'WAVE';
}

/**
 * Reads up to the first byte of sound, passing over chunks of other kinds.
 *
 * @throws CallwardenError CW_AUDIO_UNKNOWN when it is no WAV file, CW_AUDIO_DAMAGED when it has no format or no data
 */
export async function readWavHeader(reader: ByteReader): Promise<WavHeader> {
  const head = await reader.read(RIFF_HEADER_BYTES);
  const container = containerOf(head);
  if (!container || !isWav(head))
    throw new CallwardenError('CW_AUDIO_UNKNOWN', 'It does not begin as a WAV file does');
  let offset = RIFF_HEADER_BYTES;
  let format: Format | undefined;
  let longDataBytes: number | undefined;
  for (;;) {
    const chunkHeader = await reader.read(CHUNK_HEADER_BYTES);
    if (chunkHeader.length < CHUNK_HEADER_BYTES) throw damaged('the WAV file ends before its sound begins');
    offset += CHUNK_HEADER_BYTES;
    const id = tag(chunkHeader, 0);
    const size = uint32(chunkHeader, 4);
    if (id === 'data') {
      if (!format) throw damaged('the WAV file does not say its format before its sound');
      const dataBytes = size === UNKNOWN_SIZE && longDataBytes ? longDataBytes : knownSize(size);
      return { container, ...format, dataBytes, dataOffset: offset };
    }
    // Chunks begin at even offsets: an odd one is followed by a byte that its size leaves out.
    const padded = size + (size % 2);
    const body =
      id === 'fmt ' || id === 'ds64' ? await reader.read(Math.min(padded, MAX_FORMAT_BYTES)) : undefined;
    await reader.skip(padded - (body?.length ?? 0));
    offset += padded;
    if (id === 'fmt ' && body) format = readFormat(body);
    if (id === 'ds64' && body && body.length >= 16)
      longDataBytes = uint32(body, 8) + uint32(body, 12) * 2 ** 32;
  }
}

function readFormat(chunk: Uint8Array): Format {
  if (chunk.length < 16) throw damaged('the WAV file has a format of only a few bytes');
  const channels = uint16(chunk, 2);
  const blockBytes = uint16(chunk, 12);
  const bits = uint16(chunk, 14);
  // 12 or 20 valid bits lie in the upper part of 16 or 24: the container counts.
  const whole = channels > 0 && blockBytes > 0 && blockBytes % channels === 0;
  const sampleBytes = whole ? blockBytes / channels : Math.ceil(bits / 8);
  const outer = uint16(chunk, 0);
  const formatTag = outer === FORMAT_EXTENSIBLE && chunk.length >= 26 ? uint16(chunk, 24) : outer;
  return {
    encoding: encodingOf(formatTag, sampleBytes),
    codec: codecName(formatTag, bits),
    channels,
    sampleRateHz: uint32(chunk, 4),
  };
}

function knownSize(size: number): number | undefined {
  const unknown = size === 0 || size === UNKNOWN_SIZE;
  const fromSox = size <= SOX_UNKNOWN_SIZE && size > SOX_UNKNOWN_SIZE - MAX_BLOCK_BYTES;
  return unknown || fromSox ? undefined : size;
}

function containerOf(head: Uint8Array): WavHeader['container'] | undefined {
  const id = tag(head, 0);
  return id === 'RIFF' || id === 'RF64' || id === 'BW64' ? id : undefined;
}

function damaged(why: string): CallwardenError {
  return new CallwardenError('CW_AUDIO_DAMAGED', why);
}

function tag(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

function uint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);
}

function uint32(bytes: Uint8Array, offset: number): number {
  return uint16(bytes, offset) + uint16(bytes, offset + 2) * 0x10000;
}
