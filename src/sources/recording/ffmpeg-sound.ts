import { SAMPLE_BYTES } from '../../audio/pcm.js';
import { readWavHeader } from '../../audio/wav/header.js';
import { CallwardenError } from '../../errors.js';
import { FfmpegDecoder } from './ffmpeg.js';
import type { Notice } from './notice.js';
import { checkShape, type PcmSource, readBlocks, type Sound } from './sound.js';

/**
 * A file in any format that ffmpeg knows.
 *
 * @param demuxer ffmpeg's name of the format
 * @throws CallwardenError CW_FFMPEG_MISSING, CW_AUDIO_DAMAGED, CW_AUDIO_CHANNELS, CW_AUDIO_RATE or CW_AUDIO_EMPTY
 */
export async function openWithFfmpeg(path: string, demuxer: string, notices: Notice[]): Promise<Sound> {
  const decoder = await FfmpegDecoder.start(path, demuxer);
  try {
    if ((await decoder.reader.peek(1)).length === 0) {
      const { complaints } = await decoder.ended();
      throw new CallwardenError(
        'CW_AUDIO_DAMAGED',
        `ffmpeg cannot read it (${complaints || 'it does not say why'})`,
      );
    }
    const { channels, sampleRateHz } = await readWavHeader(decoder.reader);
    checkShape({ channels, sampleRateHz });
    if ((await decoder.reader.peek(SAMPLE_BYTES.s16)).length === 0) {
      throw new CallwardenError('CW_AUDIO_EMPTY', 'it holds no sound');
    }
    const shape = { file: path, channels, sampleRateHz };
    const source: PcmSource = { ...shape, encoding: 's16', reader: decoder.reader, dataBytes: undefined };
    return {
      info: {
        ...shape,
        format: demuxer,
        codec: 'by ffmpeg',
        durationMs: await decoder.durationMs(),
        truncated: false,
      },
      blocks: () => readDecoded(decoder, source, notices),
      close: () => decoder.close(),
      [Symbol.asyncDispose]: () => decoder.close(),
    };
  } catch (error) {
    await decoder.close();
    throw error;
  }
}

async function* readDecoded(
  decoder: FfmpegDecoder,
  source: PcmSource,
  notices: Notice[],
): AsyncGenerator<Int16Array[]> {
  yield* readBlocks(source, notices);
  const { ok, complaints } = await decoder.ended();
  if (ok && !complaints) return;
  const message = `${source.file}: a part could not be decoded and was left out (ffmpeg: ${complaints || 'ended early'})`;
  notices.push({ code: 'CW_AUDIO_DAMAGED', file: source.file, message });
}
