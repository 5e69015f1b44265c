import { CallwardenError } from '../../errors.js';
import { detectKind, HEAD_BYTES, type RecordingKind } from './detect.js';
import { openWithFfmpeg } from './ffmpeg-sound.js';
import { type InputFile, openInputFile } from './input-file.js';
import type { Notice } from './notice.js';
import { openRaw, openWav } from './pcm-sound.js';
import type { Sound } from './sound.js';

/**
 * Opens one file of any kind that is read.
 *
 * @param notices takes what a person should know, now and while the sound is read
 * @throws CallwardenError with the file's name in its message
 */
export async function openSound(path: string, notices: Notice[]): Promise<Sound> {
  const file = await openInputFile(path);
  try {
    const kind = detectKind(await file.reader.peek(HEAD_BYTES), path);
    if (!kind) throw new CallwardenError('CW_AUDIO_UNKNOWN', 'it is not a recording of a known kind');
    return await openKind(file, kind, notices);
  } catch (error) {
    await file.close();
    throw named(error, path);
  }
}

async function openKind(file: InputFile, kind: RecordingKind, notices: Notice[]): Promise<Sound> {
  if (kind.reader === 'raw') return openRaw(file, kind, notices);
  const wav = kind.reader === 'wav' ? await openWav(file, notices) : undefined;
  if (wav) return wav;
  // It reads the file by itself, as some formats have their index at the end.
  await file.close();
  return openWithFfmpeg(file.path, kind.reader === 'ffmpeg' ? kind.demuxer : 'wav', notices);
}

function named(error: unknown, path: string): unknown {
  if (!(error instanceof CallwardenError) || error.message.startsWith(path)) return error;
  return new CallwardenError(error.code, `${path}: ${error.message}`, { cause: error });
}
