import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from '../../../src/audio/frame.js';
import type { AsteriskLine } from '../../../src/config/asterisk-line.js';
import type { CallwardenError } from '../../../src/errors.js';
import { AsteriskSource } from '../../../src/sources/asterisk/asterisk-source.js';
import type { LiveCall, PressedKey } from '../../../src/sources/call-source.js';
import type { MayListen } from '../../../src/sources/listening-policy.js';

export interface TappedCall {
  readonly call: LiveCall;
  /** Grows while the call lasts. */
  readonly frames: Frame[];
  readonly keys: PressedKey[];
  /** When its frames are over. */
  readonly over: Promise<void>;
}

/** A source whose calls are all read at once, as a test wants it. */
export class Tapped implements AsyncDisposable {
  readonly calls: TappedCall[] = [];
  /** What was told of its troubles. */
  readonly problems: CallwardenError['code'][] = [];
  readonly source: AsteriskSource;
  private readonly abort = new AbortController();
  private readonly reading: Promise<void>;

  constructor(line: AsteriskLine, mayListen?: MayListen) {
    this.source = new AsteriskSource(line, ({ code }) => void this.problems.push(code), mayListen);
    this.reading = this.read();
  }

  /** Waits until the line is up. */
  async up(): Promise<this> {
    await eventually(() => this.source.health().state === 'up', 'the line is up');
    return this;
  }

  /** The n-th call since the start. */
  async call(n = 0): Promise<TappedCall> {
    await eventually(() => this.calls.length > n, `call ${n + 1} is tapped`);
    const call = this.calls[n];
    if (!call) throw new Error('no call');
    return call;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort.abort();
    await this.reading;
  }

  private async read(): Promise<void> {
    for await (const call of this.source.calls(this.abort.signal)) {
      const frames: Frame[] = [];
      const keys: PressedKey[] = [];
      const over = (async () => {
        for await (const frame of call.frames) frames.push(frame);
      })();
      void (async () => {
        for await (const key of call.keys ?? []) keys.push(key);
      })();
      this.calls.push({ call, frames, keys, over });
    }
  }
}

/** Waits until something is so. @throws Error naming it when it is not so after the time */
export async function eventually(
  so: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 15_000,
): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await so())) {
    if (performance.now() > until) throw new Error(`not so after ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}

/** Waits for a line of a child's output. */
export async function lineOf(stream: NodeJS.ReadableStream, wanted: RegExp): Promise<string> {
  let text = '';
  for (;;) {
    const found = text.split('\n').find((line) => wanted.test(line));
    if (found !== undefined) return found;
    const [chunk] = await once(stream, 'data');
    text += String(chunk);
  }
}
