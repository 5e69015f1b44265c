import type { Frame } from '../../audio/frame.js';
import { FRAME_MS } from '../../audio/frame-clock.js';
import type { Party } from '../../audio/party.js';
import { CallwardenError } from '../../errors.js';
import { framesOf, interleave } from './frames.js';
import type { Notice } from './notice.js';
import { openSound } from './open-sound.js';
import { monotonicClock, type PaceClock, paced } from './pace.js';
import { type PartyMap, partiesOf } from './parties.js';
import type { Sound, SoundInfo } from './sound.js';

/** One file, or a mono file for each party. */
export type RecordingInput = { readonly file: string } | { readonly remote: string; readonly local: string };

export interface RecordingOptions {
  /** Who is on which channel; a pair says so itself. */
  readonly parties?: PartyMap;
  /** Give frames at the pace they were spoken (default: as fast as they are taken). */
  readonly realtime?: boolean;
  readonly clock?: PaceClock;
  readonly signal?: AbortSignal;
}

export interface RecordingInfo {
  /** One, or two for a pair: the remote party's first. */
  readonly files: readonly SoundInfo[];
  readonly parties: readonly Party[];
  /** Length of the longest file in ms; undefined where only reading tells. */
  readonly durationMs: number | undefined;
  /** A file ends before its header says. */
  readonly truncated: boolean;
}

/** Files of a pair may differ by as much, in ms, before it is worth telling. */
const UNEQUAL_MS = 1000;

/** At no pace nobody waits for a frame: fewer of them save a third of what reading costs. */
const QUICK_FRAME_MS = 100;

type Track = { readonly sound: Sound; readonly parties: readonly Party[] };

/**
 * Opens a recorded call. Only its beginning is read; the rest follows as frames are taken, half a second ahead.
 *
 * @throws CallwardenError CW_FILE_* when a file cannot be read, CW_AUDIO_* when it is no recording that fits,
 *   CW_FFMPEG_MISSING, CW_ABORTED
 */
export async function openRecording(
  input: RecordingInput,
  options: RecordingOptions = {},
): Promise<Recording> {
  const [files, maps] =
    'file' in input
      ? [[input.file], [options.parties]]
      : [[input.remote, input.local], ['remote', 'local'] as const];
  const notices: Notice[] = [];
  const sounds: Sound[] = [];
  try {
    for (const file of files) {
      throwIfAborted(options.signal);
      sounds.push(await openSound(file, notices));
    }
    const tracks = sounds.map((sound, i) => ({ sound, parties: partiesOf(sound.info, maps[i]) }));
    noticeUnequal(tracks, notices);
    return new Recording(tracks, notices, options);
  } catch (error) {
    await Promise.all(sounds.map((sound) => sound.close()));
    throw error;
  }
}

/** A recorded call, open for reading. */
export class Recording implements AsyncDisposable {
  readonly info: RecordingInfo;
  /** What a person should know of the files; grows while they are read, so look again at the end. */
  readonly notices: readonly Notice[];
  readonly #tracks: readonly Track[];
  readonly #options: RecordingOptions;
  readonly #onAbort = () => void this.close();
  #taken = false;
  #closing: Promise<unknown> | undefined;

  constructor(tracks: readonly Track[], notices: readonly Notice[], options: RecordingOptions) {
    this.#tracks = tracks;
    this.#options = options;
    this.notices = notices;
    const files = tracks.map(({ sound }) => sound.info);
    this.info = {
      files,
      parties: tracks.flatMap(({ parties }) => parties),
      durationMs: longest(files),
      truncated: files.some((file) => file.truncated),
    };
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /**
   * The call's frames in time order; at the same time in the order of `info.parties`.
   * To be taken once; leaving the loop closes the recording, and closing it ends the loop.
   *
   * @throws CallwardenError CW_ABORTED when the signal aborts, CW_FILE_UNREADABLE when the disk fails
   */
  async *frames(): AsyncGenerator<Frame> {
    if (this.#taken)
      throw new CallwardenError('CW_INTERNAL', 'The frames of a recording can be taken only once');
    this.#taken = true;
    const { realtime, clock = monotonicClock, signal } = this.#options;
    const frameMs = realtime ? FRAME_MS : QUICK_FRAME_MS;
    const merged = interleave(this.#tracks.map(({ sound, parties }) => framesOf(sound, parties, frameMs)));
    try {
      for await (const frame of realtime ? paced(merged, clock, signal) : merged) {
        throwIfAborted(signal);
        if (this.#closing) return;
        yield frame;
      }
      throwIfAborted(signal);
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      await this.close();
    }
  }

  /** Closes the files and ends what decodes them; may be called again. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#closing ??= Promise.all(this.#tracks.map(({ sound }) => sound.close()));
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function longest(files: readonly SoundInfo[]): number | undefined {
  let durationMs = 0;
  for (const file of files) {
    if (file.durationMs === undefined) return undefined;
    durationMs = Math.max(durationMs, file.durationMs);
  }
  return durationMs;
}

function noticeUnequal(tracks: readonly Track[], notices: Notice[]): void {
  const [remote, local] = tracks.map(({ sound }) => sound.info);
  if (remote?.durationMs === undefined || local?.durationMs === undefined) return;
  const [shorter, other] = remote.durationMs < local.durationMs ? [remote, local] : [local, remote];
  const differenceMs = (other.durationMs ?? 0) - (shorter.durationMs ?? 0);
  if (differenceMs <= UNEQUAL_MS) return;
  const message = `${shorter.file} ends ${(differenceMs / 1000).toFixed(1)} s before ${other.file}`;
  notices.push({ code: 'CW_AUDIO_UNEQUAL', file: shorter.file, message });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new CallwardenError('CW_ABORTED', 'The reading of the recording was stopped', {
    cause: signal.reason,
  });
}
