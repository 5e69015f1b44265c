import type { Frame } from '../audio/frame.js';
import { AsyncQueue } from '../flow/async-queue.js';
import type { CallActions, LiveCall, PressedKey } from './call-source.js';

/** Frames that wait for the reader: 15 s of two parties. Beyond it the oldest go. */
const FRAMES = 1500;
/** Keys that wait for a reader; a call that nobody asks for its keys keeps the last ones. */
export const KEYS = 64;

/** What is known of a call when it begins. */
export type AboutCall = Pick<LiveCall, 'direction' | 'remote' | 'local'>;

/** A live call whose audio is pushed in as it comes from the line. */
export class PushedCall implements LiveCall {
  readonly startedAt = new Date();
  readonly direction: LiveCall['direction'];
  readonly remote: LiveCall['remote'];
  readonly local: LiveCall['local'];
  readonly frames: AsyncIterable<Frame>;
  readonly keys: AsyncIterable<PressedKey>;
  readonly actions: CallActions = {};
  readonly #began = performance.now();
  readonly #frames = new AsyncQueue<Frame>(FRAMES, 'drop-oldest');
  readonly #keys = new AsyncQueue<PressedKey>(KEYS, 'drop-oldest');

  /** @param onLeft the reader has left the call before its end: the tap can go */
  constructor(
    readonly callId: string,
    readonly line: string,
    about: AboutCall,
    private readonly onLeft: () => void,
  ) {
    this.direction = about.direction;
    this.remote = about.remote;
    this.local = about.local;
    this.frames = this.#taken();
    this.keys = this.#keys;
  }

  /** ms since the call began. */
  readonly now = (): number => performance.now() - this.#began;

  push(frames: readonly Frame[]): void {
    for (const frame of frames) void this.#frames.push(frame);
  }

  press(key: Omit<PressedKey, 'atMs'>): void {
    void this.#keys.push({ ...key, atMs: this.now() });
  }

  /** The line has no more: the reader gets what is left. Idempotent. */
  end(): void {
    this.#frames.end();
    this.#keys.end();
  }

  async *#taken(): AsyncGenerator<Frame> {
    try {
      yield* this.#frames;
    } finally {
      this.onLeft();
    }
  }
}
