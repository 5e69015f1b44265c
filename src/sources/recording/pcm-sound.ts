import { readWavHeader } from '../../audio/wav/header.js';
import { CallwardenError } from '../../errors.js';
import type { RawEncoding, RecordingKind } from './detect.js';
import type { InputFile } from './input-file.js';
import type { Notice } from './notice.js';
import { checkShape, durationMs, type PcmSource, readBlocks, type Sound, type SoundInfo } from './sound.js';

const CODEC_NAMES: Readonly<Record<RawEncoding, string>> = {
  s16: '16-bit PCM',
  mulaw: 'G.711 mu-law',
  alaw: 'G.711 A-law',
};

/** A file of samples with no header: one channel, all else known from its name. */
export function openRaw(
  file: InputFile,
  kind: Extract<RecordingKind, { reader: 'raw' }>,
  notices: Notice[],
): Sound {
  const shape = { file: file.path, channels: 1, sampleRateHz: kind.sampleRateHz };
  const info = { ...shape, format: 'raw', codec: CODEC_NAMES[kind.encoding], truncated: false };
  const source = { ...shape, encoding: kind.encoding, reader: file.reader, dataBytes: undefined };
  return pcmSound(file, { ...info, durationMs: durationMs(file.bytes, source) }, source, notices);
}

/**
 * A WAV file whose sound is not packed, or only with G.711.
 *
 * @throws CallwardenError CW_AUDIO_DAMAGED, CW_AUDIO_CHANNELS, CW_AUDIO_RATE, CW_AUDIO_CODEC or CW_AUDIO_EMPTY
 */
export async function openWav(file: InputFile, notices: Notice[]): Promise<Sound> {
  const header = await readWavHeader(file.reader);
  checkShape(header);
  const { encoding, codec, channels, sampleRateHz } = header;
  if (!encoding)
    throw new CallwardenError('CW_AUDIO_CODEC', `its sound is packed as ${codec}, which is not read`);
  const there = Math.max(0, file.bytes - header.dataOffset);
  const promised = header.dataBytes ?? there;
  const source = {
    file: file.path,
    encoding,
    channels,
    sampleRateHz,
    reader: file.reader,
    dataBytes: promised,
  };
  const truncated = promised > there;
  const length = durationMs(Math.min(promised, there), source);
  if (length === 0) throw new CallwardenError('CW_AUDIO_EMPTY', 'it holds no sound');
  if (truncated) {
    const message = `${file.path} ends after ${seconds(length)}, where its header promises ${seconds(durationMs(promised, source))}: what is there is analysed`;
    notices.push({ code: 'CW_AUDIO_TRUNCATED', file: file.path, message });
  }
  const info = {
    file: file.path,
    format: 'wav',
    codec,
    channels,
    sampleRateHz,
    durationMs: length,
    truncated,
  };
  return pcmSound(file, info, source, notices);
}

function pcmSound(file: InputFile, info: SoundInfo, source: PcmSource, notices: Notice[]): Sound {
  return {
    info,
    blocks: () => readBlocks(source, notices),
    close: file.close,
    [Symbol.asyncDispose]: file.close,
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
