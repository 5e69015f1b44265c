import { PcmDecoder, type PcmEncoding } from '../../audio/pcm.js';
import type { ByteReader } from '../../audio/wav/byte-reader.js';
import { CallwardenError } from '../../errors.js';
import type { Notice } from './notice.js';

/** Rates that are read, in Hz: below, speech is not to be understood; above, no telephone or microphone records calls. */
const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 48_000;
/** How far a file is read ahead of its frames. */
const BLOCKS_PER_SECOND = 2;

/** What is known of a file before it is read through. */
export interface SoundInfo {
  readonly file: string;
  /** `wav`, `raw`, or ffmpeg's name of the format. */
  readonly format: string;
  /** How the samples are packed, for people: `16-bit PCM`, `G.711 mu-law`. */
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Length of the sound that is there, in ms; undefined where only reading tells. */
  readonly durationMs: number | undefined;
  /** The file ends before its header says. */
  readonly truncated: boolean;
}

/** The sound of one file, as 16-bit samples at the file's own rate. */
export interface Sound extends AsyncDisposable {
  readonly info: SoundInfo;
  /** Half a second at a time, one array a channel. To be read once. */
  blocks(): AsyncGenerator<Int16Array[]>;
  close(): Promise<void>;
}

export interface PcmSource {
  readonly file: string;
  readonly encoding: PcmEncoding;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly reader: ByteReader;
  /** Bytes of sound; undefined means until the end. */
  readonly dataBytes: number | undefined;
}

/**
 * Whether calls come with so many channels at such a rate.
 *
 * @throws CallwardenError CW_AUDIO_CHANNELS or CW_AUDIO_RATE
 */
export function checkShape({ channels, sampleRateHz }: Pick<SoundInfo, 'channels' | 'sampleRateHz'>): void {
  if (channels < 1 || channels > 2) {
    throw new CallwardenError(
      'CW_AUDIO_CHANNELS',
      `it has ${channels} channels, where one or two are wanted`,
    );
  }
  if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
    throw new CallwardenError(
      'CW_AUDIO_RATE',
      `its sample rate is ${sampleRateHz} Hz, where ${MIN_RATE_HZ} to ${MAX_RATE_HZ} Hz are wanted`,
    );
  }
}

/** Decodes PCM half a second at a time and, at its end, tells of samples that could not be taken as they were. */
export async function* readBlocks(source: PcmSource, notices: Notice[]): AsyncGenerator<Int16Array[]> {
  const { file, reader } = source;
  const decoder = new PcmDecoder(source.encoding, source.channels);
  const blockBytes = decoder.blockBytes * Math.ceil(source.sampleRateHz / BLOCKS_PER_SECOND);
  let left = source.dataBytes ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    const bytes = await reader.read(Math.min(left, blockBytes));
    // What is shorter than one sample of every channel is the end of a file cut in the middle of it.
    if (bytes.length < decoder.blockBytes) break;
    left -= bytes.length;
    yield decoder.decode(bytes);
  }
  if (decoder.notFinite > 0) {
    const message = `${file}: ${decoder.notFinite} samples are not numbers and were taken as silence`;
    notices.push({ code: 'CW_AUDIO_NOT_FINITE', file, message });
  }
  if (decoder.clipped > 0) {
    const message = `${file}: ${decoder.clipped} samples are beyond full scale and were cut off`;
    notices.push({ code: 'CW_AUDIO_CLIPPED', file, message });
  }
}

/** How long so many bytes sound, in ms. */
export function durationMs(
  bytes: number,
  source: Pick<PcmSource, 'encoding' | 'channels' | 'sampleRateHz'>,
): number {
  const blocks = Math.floor(bytes / new PcmDecoder(source.encoding, source.channels).blockBytes);
  return (blocks * 1000) / source.sampleRateHz;
}
