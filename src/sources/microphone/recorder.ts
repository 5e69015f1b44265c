import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import lpcm16 from 'node-record-lpcm16';
import { SAMPLE_RATE_HZ } from '../../audio/frame.js';
import { PcmDecoder } from '../../audio/pcm.js';
import { CallwardenError } from '../../errors.js';

export const RECORDERS = ['sox', 'rec', 'arecord'] as const;
export type RecorderProgram = (typeof RECORDERS)[number];

/** A device that gives nothing for this long has no sound to give, ms. */
const SILENT_MS = 5000;
/** A program that does not end when it is asked to is ended, ms. */
const STOPPING_MS = 1000;
/** What is kept of the program's own words, characters. */
const WORDS = 2000;

export interface RecorderOptions {
  readonly program: RecorderProgram;
  readonly device: string | null;
  /** Hears 16 kHz mono as it is recorded. */
  readonly onSamples: (samples: Int16Array) => void;
}

/** A recording program at work. */
export interface Recorder {
  /** Resolves with the first sound. Rejects with CW_MICROPHONE_PROGRAM or CW_MICROPHONE_DEVICE. */
  readonly begun: Promise<void>;
  /** Resolves when the program is gone, with its last words. */
  readonly ended: Promise<string>;
  stop(): void;
}

/** Whether a program is on the PATH of this process. */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts a recording program: 16 kHz mono, whatever the sound card does. */
export function startRecorder({ program, device, onSamples }: RecorderOptions): Recorder {
  const recording = lpcm16.record({
    sampleRate: SAMPLE_RATE_HZ,
    channels: 1,
    audioType: 'raw',
    recorder: program,
    ...(device === null ? {} : { device }),
  });
  const { process: child } = recording;
  const stream = recording.stream();
  const decoder = new PcmDecoder('s16', 1);
  let words = '';
  let spawnError: NodeJS.ErrnoException | undefined;
  let half = Buffer.alloc(0);

  // Before anything else: without a listener a missing program would end this process.
  child.on('error', (error) => {
    spawnError = error;
  });
  // The package throws a string here when the program fails, and when it is stopped: `ended` says it better.
  stream.on('error', () => {});
  child.stderr?.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-WORDS);
  });

  const stop = () => {
    child.kill();
    setTimeout(() => child.kill('SIGKILL'), STOPPING_MS).unref();
  };
  const watchdog = setTimeout(() => {
    words ||= `it gave no sound for ${SILENT_MS / 1000} s`;
    stop();
  }, SILENT_MS);
  const ended = new Promise<string>((resolve) => {
    child.once('close', () => {
      clearTimeout(watchdog);
      resolve(lastLine(words));
    });
  });
  const begun = new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      watchdog.refresh();
      const bytes = half.length > 0 ? Buffer.concat([half, chunk]) : chunk;
      // A pipe may cut a sample in two.
      half = Buffer.from(bytes.subarray(bytes.length & ~1));
      const [samples] = decoder.decode(bytes);
      if (!samples?.length) return;
      resolve();
      onSamples(samples);
    });
    void ended.then((said) => reject(noSound(program, spawnError, said)));
  });
  return { begun, ended, stop };
}

function noSound(
  program: RecorderProgram,
  error: NodeJS.ErrnoException | undefined,
  said: string,
): CallwardenError {
  if (error?.code === 'ENOENT') return missingProgram(program);
  const reason = error?.message ?? (said || 'it ended without a sound');
  return new CallwardenError('CW_MICROPHONE_DEVICE', `${program} gets no sound from a microphone: ${reason}`);
}

/** The one sentence that helps somebody without a recording program. */
export function missingProgram(program: RecorderProgram | 'auto'): CallwardenError {
  const what = program === 'auto' ? 'neither sox nor arecord is installed' : `${program} is not installed`;
  const get =
    program === 'arecord'
      ? '`apt-get install alsa-utils`'
      : '`apt-get install sox libsox-fmt-all` or `brew install sox`';
  return new CallwardenError(
    'CW_MICROPHONE_PROGRAM',
    `Listening needs a program that records, and ${what}: get it with ${get}.`,
  );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
