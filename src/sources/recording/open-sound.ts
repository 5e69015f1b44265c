import { CallwardenError, type ErrorCode } from '../../errors.js';
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
  switch (kind.reader) {
    case 'raw':
      return openRaw(file, kind, notices);
    case 'wav':
      return openWav(file, notices).catch((error) => openPackedWav(file, error, notices));
    case 'ffmpeg':
      // It reads the file by itself, as some formats have their index at the end.
      await file.close();
      return openWithFfmpeg(file.path, kind.demuxer, notices);
  }
}

/** A WAV file that another codec packed, such as Asterisk's `wav49`: ffmpeg may know it. */
async function openPackedWav(file: InputFile, error: unknown, notices: Notice[]): Promise<Sound> {
  if (!hasCode(error, 'CW_AUDIO_CODEC')) throw error;
  await file.close();
  return openWithFfmpeg(file.path, 'wav', notices).catch((further) => {
    throw hasCode(further, 'CW_AUDIO_DAMAGED') ? error : further;
  });
}

function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof CallwardenError && error.code === code;
}

function named(error: unknown, path: string): unknown {
  if (!(error instanceof CallwardenError) || error.message.startsWith(path)) return error;
  return new CallwardenError(error.code, `${path}: ${error.message}`, { cause: error });
}
