import { accessSync, constants } from 'node:fs';
import type { AsteriskLine } from '../../config/asterisk-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import { backoffMs, pause } from '../backoff.js';
import type { CallSource, LiveCall, SourceHealth } from '../call-source.js';
import { listenToAll, type MayListen } from '../listening-policy.js';
import { mediaPortRange } from '../media-ports.js';
import { AsteriskCalls } from './asterisk-calls.js';
import { PbxConnection } from './pbx-connection.js';

/** Calls that wait to be taken. */
const QUEUE = 256;

/**
 * A PBX that refuses us is not asked more often than this, ms: it might lock our address out; and where another program
 * has our name, coming back at once would only take turns with it.
 */
const REFUSED_MS = 30_000;

/** A connection that held for so long ends the back-off; one that breaks at once is an attempt like any other, ms. */
const STEADY_MS = 10_000;

/** With the PBX out of reach, a call without sound for this long is over, ms. */
const ORPHANED_MS = 10_000;

/** Calls of an Asterisk PBX, heard through ARI. It is never in the call path: whatever becomes of it, the calls go on. */
export class AsteriskSource implements CallSource {
  readonly name: string;
  readonly #stop = new AbortController();
  readonly #queue = new AsyncQueue<LiveCall>(QUEUE, 'drop-oldest');
  readonly #calls: AsteriskCalls;
  #state: SourceHealth['state'] = 'starting';
  #problem: CallwardenError | undefined;
  #work: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * @param report hears of what keeps the PBX from being heard, or a call of it
   * @throws CallwardenError CW_CONFIG_INVALID when the line contradicts itself
   */
  constructor(
    readonly line: AsteriskLine,
    private readonly report: (problem: CallwardenError) => void = () => {},
    mayListen: MayListen = listenToAll,
  ) {
    refuseContradiction(line);
    refuseSilence(line);
    mediaPortRange(line);
    this.name = line.name;
    this.#calls = new AsteriskCalls(
      { protection: line.protect, mayListen },
      (call) => {
        if (this.#state === 'up') this.#problem = undefined;
        void this.#queue.push(call);
      },
      (problem) => this.#tell(problem),
    );
  }

  async *calls(signal: AbortSignal): AsyncGenerator<LiveCall> {
    const stop = () => void this.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#work ??= this.#run();
    try {
      yield* this.#queue;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.close();
    }
  }

  health(): SourceHealth {
    const reason = this.#problem?.message;
    const { size, leftAlone } = this.#calls;
    return { state: this.#state, calls: size, leftAlone, ...(reason ? { reason } : {}) };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    // The taps come off while the PBX still knows us; the connection is closed after them.
    await this.#calls.endAll();
    this.#stop.abort();
    this.#queue.end();
    await this.#work;
    this.#state = 'closed';
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let attempt = 0;
    while (!signal.aborted) {
      let upMs = Number.POSITIVE_INFINITY;
      try {
        await this.#connected(() => {
          upMs = performance.now();
        });
      } catch (thrown) {
        if (signal.aborted) break;
        this.#tell(asCallwardenError(thrown));
      }
      if (performance.now() - upMs >= STEADY_MS) attempt = 0;
      const code = this.#problem?.code;
      this.#state = code === 'CW_PBX_LOGIN' || code === 'CW_PBX_INCAPABLE' ? 'down' : 'reconnecting';
      const waitMs = code === 'CW_PBX_LOGIN' || code === 'CW_PBX_TAKEN' ? REFUSED_MS : backoffMs(attempt++);
      const orphans = setInterval(() => this.#calls.endSilent(ORPHANED_MS), 1000);
      await pause(waitMs, signal);
      clearInterval(orphans);
    }
  }

  #tell(problem: CallwardenError): void {
    if (this.#problem?.message !== problem.message) this.report(problem);
    this.#problem = problem;
  }

  /** One connection to the PBX, from its beginning to its end. */
  async #connected(up: () => void): Promise<void> {
    const { signal } = this.#stop;
    await using connection = await PbxConnection.open(this.line, this.#calls, signal);
    this.#state = 'up';
    this.#problem = undefined;
    up();
    await connection.run(signal);
  }
}

/** Ending calls by itself is asked for twice, or it is a mistake. */
function refuseContradiction({ name, actions }: AsteriskLine): void {
  const { hangUp, onSuspicious, onScam } = actions;
  if (hangUp || ![...onSuspicious, ...onScam].includes('hangUp')) return;
  throw new CallwardenError(
    'CW_CONFIG_INVALID',
    `lines: ${name} ends calls at an alert, but \`actions.hangUp\` does not allow it: set it to true, or take \`hangUp\` out.`,
  );
}

/** Where an announcement is due, no call is heard without one. */
function refuseSilence({ name, actions: { announce } }: AsteriskLine): void {
  if (announce === null) return;
  try {
    accessSync(announce, constants.R_OK);
  } catch (cause) {
    throw new CallwardenError(
      'CW_CONFIG_INVALID',
      `lines: ${name}: actions.announce: ${announce} cannot be read.`,
      {
        cause,
      },
    );
  }
}
