import { extname } from 'node:path';
import type { PcmEncoding } from '../../audio/pcm.js';
import { isWav } from '../../audio/wav/header.js';

/** What files with no header hold. */
export type RawEncoding = Extract<PcmEncoding, 's16' | 'mulaw' | 'alaw'>;

/** How a recording is to be read. */
export type RecordingKind =
  | { readonly reader: 'wav' }
  | { readonly reader: 'raw'; readonly encoding: RawEncoding; readonly sampleRateHz: number }
  /** `demuxer` is ffmpeg's name for the file's format. */
  | { readonly reader: 'ffmpeg'; readonly demuxer: string };

/** Bytes of the beginning of a file that `detectKind` looks at. */
export const HEAD_BYTES = 64;

const raw = (encoding: RawEncoding, sampleRateHz: number): RecordingKind => ({
  reader: 'raw',
  encoding,
  sampleRateHz,
});
const ffmpeg = (demuxer: string): RecordingKind => ({ reader: 'ffmpeg', demuxer });

/** What Asterisk's MixMonitor and Monitor write with no header: only the name tells. */
const RAW: Readonly<Record<string, RecordingKind>> = {
  '.ulaw': raw('mulaw', 8000),
  '.ul': raw('mulaw', 8000),
  '.mu': raw('mulaw', 8000),
  '.ulw': raw('mulaw', 8000),
  '.alaw': raw('alaw', 8000),
  '.al': raw('alaw', 8000),
  '.sln': raw('s16', 8000),
  '.sln12': raw('s16', 12_000),
  '.sln16': raw('s16', 16_000),
  '.sln24': raw('s16', 24_000),
  '.sln32': raw('s16', 32_000),
  '.sln44': raw('s16', 44_100),
  '.sln48': raw('s16', 48_000),
};

/** Formats whose files begin in no certain way. */
const BY_NAME: Readonly<Record<string, RecordingKind>> = {
  '.mp3': ffmpeg('mp3'),
  '.aac': ffmpeg('aac'),
  '.flac': ffmpeg('flac'),
  '.gsm': ffmpeg('gsm'),
  '.g722': ffmpeg('g722'),
};

/** Formats whose files begin with fixed bytes, at an offset. */
const SIGNATURES: readonly { readonly at: number; readonly bytes: string; readonly kind: RecordingKind }[] = [
  { at: 0, bytes: 'fLaC', kind: ffmpeg('flac') },
  { at: 0, bytes: 'OggS', kind: ffmpeg('ogg') },
  { at: 4, bytes: 'ftyp', kind: ffmpeg('mov') },
  { at: 0, bytes: '#!AMR', kind: ffmpeg('amr') },
  { at: 0, bytes: 'FORM', kind: ffmpeg('aiff') },
  { at: 0, bytes: '.snd', kind: ffmpeg('au') },
  { at: 0, bytes: 'caff', kind: ffmpeg('caf') },
  { at: 0, bytes: '\x1a\x45\xdf\xa3', kind: ffmpeg('matroska') },
  { at: 0, bytes: '\x30\x26\xb2\x75', kind: ffmpeg('asf') },
];

/**
 * What kind of recording a file is: by its first bytes where they are certain, then by its name.
 *
 * @param head the first `HEAD_BYTES`, or the whole of a shorter file
 * @returns undefined when it looks like no recording
 */
export function detectKind(head: Uint8Array, path: string): RecordingKind | undefined {
  const extension = extname(path).toLowerCase();
  if (isWav(head)) return { reader: 'wav' };
  const signature = SIGNATURES.find(({ at, bytes }) => begins(head, at, bytes));
  if (signature) return signature.kind;
  // An ID3 tag may also be set before FLAC or AAC.
  if (begins(head, 0, 'ID3')) return BY_NAME[extension] ?? ffmpeg('mp3');
  // Silence in mu-law looks like the beginning of an MP3: the name comes before such weak signs.
  return RAW[extension] ?? BY_NAME[extension] ?? mpegSync(head);
}

/** MPEG audio without a tag: eleven set bits, then fields with values that are not allowed to occur. */
function mpegSync(head: Uint8Array): RecordingKind | undefined {
  const [first = 0, second = 0, third = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  if ((second & 0xf6) === 0xf0) return ffmpeg('aac');
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const bitRate = third >> 4;
  const sampleRate = (third >> 2) & 3;
  return version !== 1 && layer !== 0 && bitRate !== 15 && sampleRate !== 3 ? ffmpeg('mp3') : undefined;
}

function begins(head: Uint8Array, at: number, bytes: string): boolean {
  return Buffer.from(head)
    .subarray(at, at + bytes.length)
    .equals(Buffer.from(bytes, 'latin1'));
}
