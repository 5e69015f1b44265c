import type { PcmEncoding } from '../pcm.js';

/** Format tags of WAV files, from Microsoft's mmreg.h. */
const PCM = 0x0001;
const IEEE_FLOAT = 0x0003;
const A_LAW = 0x0006;
const MU_LAW = 0x0007;
/** The real tag is the first two bytes of a GUID further on. */
export const FORMAT_EXTENSIBLE = 0xfffe;

const INTEGERS: readonly (PcmEncoding | undefined)[] = [undefined, 'u8', 's16', 's24', 's32'];

const CODEC_NAMES: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  [A_LAW]: 'G.711 A-law',
  [MU_LAW]: 'G.711 mu-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  64: 'G.721 ADPCM',
  80: 'MPEG',
  85: 'MP3',
  101: 'G.722',
  131: 'G.729',
};

/** How a sample of a format lies, or undefined for a codec that `PcmDecoder` does not read. */
export function encodingOf(formatTag: number, sampleBytes: number): PcmEncoding | undefined {
  switch (formatTag) {
    case PCM:
      return INTEGERS[sampleBytes];
    case IEEE_FLOAT:
      return sampleBytes === 4 ? 'f32' : sampleBytes === 8 ? 'f64' : undefined;
    case A_LAW:
      return sampleBytes === 1 ? 'alaw' : undefined;
    case MU_LAW:
      return sampleBytes === 1 ? 'mulaw' : undefined;
    default:
      return undefined;
  }
}

/** A format's name for people. */
export function codecName(formatTag: number, bits: number): string {
  if (formatTag === PCM) return `${bits}-bit PCM`;
  if (formatTag === IEEE_FLOAT) return `${bits}-bit float`;
  return CODEC_NAMES[formatTag] ?? `codec 0x${formatTag.toString(16).padStart(4, '0')}`;
}
