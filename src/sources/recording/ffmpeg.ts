import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ByteReader } from '../../audio/wav/byte-reader.js';
import { CallwardenError } from '../../errors.js';

const DURATION = /\[info\]\s+Duration: (?:(\d+):(\d+):([\d.]+)|N\/A)/;
const KEPT_COMPLAINTS = 5;
/** How long to wait for ffmpeg to say the length once the sound has begun: it says it before, on another pipe. */
const DURATION_WAIT_MS = 500;

/** How an ffmpeg run ended. */
export interface FfmpegEnd {
  readonly ok: boolean;
  /** The last errors it told of, for people. */
  readonly complaints: string;
}

/** The ffmpeg program decoding one file into 16-bit WAV, with the file's own rate and channels. */
export class FfmpegDecoder implements AsyncDisposable {
  /** The WAV file it writes. */
  readonly reader: ByteReader;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  readonly #duration: Promise<number | undefined>;
  readonly #complaints: string[] = [];
  #isClosed = false;

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    this.reader = new ByteReader(this.#output());
    this.#closed = new Promise((resolve) => child.once('close', resolve));
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => this.#keepComplaint(line));
    this.#duration = new Promise((resolve) => {
      lines.on('line', (line) => {
        if (DURATION.test(line)) resolve(parseDuration(line));
      });
      child.once('close', () => resolve(undefined));
    });
  }

  /**
   * @param demuxer ffmpeg's name of the file's format: it is not left to guess, as some formats name other files to read
   * @throws CallwardenError CW_FFMPEG_MISSING
   */
  static async start(path: string, demuxer: string): Promise<FfmpegDecoder> {
    const child = spawn('ffmpeg', args(path, demuxer), { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      await once(child, 'spawn');
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? `${error.code}` : `${error}`;
      const message = `${path} needs the ffmpeg program, which cannot be started (${why}): install it, or convert the file to WAV`;
      throw new CallwardenError('CW_FFMPEG_MISSING', message, { cause: error });
    }
    return new FfmpegDecoder(child);
  }

  /** Length of the sound in ms as the file tells it, where it does. To be asked once sound has come. */
  async durationMs(): Promise<number | undefined> {
    const waiting = new AbortController();
    const tooLong = sleep(DURATION_WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
    const known = await Promise.race([this.#duration, tooLong]);
    waiting.abort();
    return known;
  }

  /** Waits for the end. To be called when `reader` has none left. */
  async ended(): Promise<FfmpegEnd> {
    await this.#closed;
    // Being closed half way is no failure of the file.
    if (this.#isClosed) return { ok: true, complaints: '' };
    return { ok: this.#child.exitCode === 0, complaints: this.#complaints.join('; ') };
  }

  /** Ends the program, whatever it does; may be called again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child.kill('SIGKILL');
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    await this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *#output(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#child.stdout;
    } catch (error) {
      // Closed while somebody waits for more: to him it is the end.
      if (!this.#isClosed) throw error;
    }
  }

  #keepComplaint(line: string): void {
    const complaint = /\[(?:error|fatal)\] (.*)/.exec(line)?.[1];
    if (complaint === undefined) return;
    this.#complaints.push(complaint.slice(0, 200));
    if (this.#complaints.length > KEPT_COMPLAINTS) this.#complaints.shift();
  }
}

function parseDuration(line: string): number | undefined {
  const [, hours, minutes, seconds] = DURATION.exec(line) ?? [];
  if (hours === undefined) return undefined;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
}

function args(path: string, demuxer: string): string[] {
  const quiet = '-nostdin -hide_banner -nostats -loglevel level+info'.split(' ');
  const output = '-map 0:a:0 -map_metadata -1 -c:a pcm_s16le -f wav pipe:1'.split(' ');
  // `file:` with an absolute path: a name such as `-x.mp3` or `http:x` is a file all the same, and nothing else is opened.
  const input = ['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${resolve(path)}`];
  return [...quiet, '-threads', '1', ...input, ...output];
}
