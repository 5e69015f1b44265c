import Value from 'typebox/value';
import type { Frame } from '../../../src/audio/frame.js';
import { SipLine } from '../../../src/config/sip-line.js';
import type { CallwardenError } from '../../../src/errors.js';
import type { LiveCall, PressedKey } from '../../../src/sources/call-source.js';
import type { MayListen } from '../../../src/sources/listening-policy.js';
import { SipSource } from '../../../src/sources/sip/sip-source.js';
import { eventually } from '../helpers/tapped.js';

/** The account `agent` of a server of the tests. */
export function agentLine(
  { sipServer: server }: { readonly sipServer: string },
  settings: Partial<SipLine> = {},
): SipLine {
  const line = Value.Default(SipLine, {
    kind: 'sip',
    server,
    user: 'agent',
    password: 'agentpass',
    ...settings,
  });
  if (!Value.Check(SipLine, line)) throw new Error('The settings of this test are not valid.');
  return line;
}

export interface HeardCall {
  readonly call: LiveCall;
  readonly frames: Frame[];
  readonly keys: PressedKey[];
  /** When its frames are over. */
  readonly over: Promise<void>;
}

/** A registered account whose calls are all read at once. */
export class Listener implements AsyncDisposable {
  readonly calls: HeardCall[] = [];
  readonly faults: CallwardenError['code'][] = [];
  readonly source: SipSource;
  readonly #abort = new AbortController();
  readonly #reading: Promise<void>;

  constructor(line: SipLine, mayListen?: MayListen) {
    this.source = new SipSource(line, ({ code }) => void this.faults.push(code), mayListen);
    this.#reading = this.#read();
  }

  async up(withinMs = 15_000): Promise<this> {
    await eventually(() => this.source.health().state === 'up', 'the account is registered', withinMs);
    return this;
  }

  async call(n = 0): Promise<HeardCall> {
    await eventually(() => this.calls.length > n, `call ${n + 1} is heard`);
    const call = this.calls[n];
    if (!call) throw new Error('no call');
    return call;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const call of this.source.calls(this.#abort.signal)) {
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

/** How much of what was heard is no silence, ms. */
export function soundMs(frames: readonly Frame[]): number {
  return frames.filter(({ samples }) => samples.some((sample) => Math.abs(sample) > 300)).length * 20;
}

export const lostMs = (frames: readonly Frame[]): number => frames.filter(({ lost }) => lost).length * 20;

export const durationMs = (frames: readonly Frame[]): number => frames.length * 20;
