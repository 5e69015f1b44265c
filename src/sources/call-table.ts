import type { Party } from '../audio/party.js';
import { CallwardenError } from '../errors.js';
import { AbsenceClock } from './absence-clock.js';
import { listenToAll, type MayListen } from './listening-policy.js';
import { type AboutCall, PushedCall } from './pushed-call.js';

/** The connections of one call come within this; later its name may be that of another call, ms. */
const LEFT_MS = 60_000;

/** Calls left alone that are remembered; beyond it the oldest are forgotten. */
const LEFT = 1000;

/** One connection's part in a call. */
export interface Membership {
  readonly call: PushedCall;
  /** This connection has begun the call. */
  readonly fresh: boolean;
  /** The connection is over; the call ends with its last one. Idempotent. */
  leave(): void;
}

interface Entry {
  readonly call: PushedCall;
  /** Those that any of its connections told. */
  numbers: ReadonlySet<string>;
  readonly members: Map<symbol, { readonly parties: readonly Party[]; readonly onLeft: () => void }>;
  /** Nobody may take the silence of those whom no connection carries any more for calm. */
  readonly absence: AbsenceClock;
}

/** The live calls of one line, where several connections may carry the parties of one call. */
export class CallTable {
  readonly #entries = new Map<string, Entry>();
  /** By name the calls that were left alone: the numbers that were told of them, and when, ms of the clock. */
  readonly #left = new Map<string, { readonly numbers: ReadonlySet<string>; readonly atMs: number }>();
  /** Counts on from the clock, so that no call is called as one of an earlier run that is still remembered. */
  #count = Date.now();

  constructor(
    private readonly line: string,
    private readonly maxCalls: number,
    private readonly mayListen: MayListen = listenToAll,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Enters a connection under the name of its call; the first one of a name begins the call.
   * @param parties whose voices this connection carries
   * @param onLeft called when the reader has left the call: the connection can be closed
   * @throws CallwardenError CW_LINE_BUSY beyond the limit, CW_LINE_PARTY_TAKEN when a party is heard already,
   *   CW_CALL_PRIVATE when it is not to be listened to: then what is heard of it ends, whatever connection told its numbers
   */
  join(name: string, parties: readonly Party[], about: AboutCall, onLeft: () => void): Membership {
    const known = this.#entries.get(name);
    // Each connection may tell other numbers of the call than the one before, or none.
    const told = [about.remote.number, about.local.number].filter((number) => number !== undefined);
    const numbers = new Set([...(known?.numbers ?? this.#leftAlone(name)), ...told]);
    if (!this.mayListen([...numbers])) {
      this.#leaveAlone(name, numbers);
      if (known) this.#end(name, known);
      throw new CallwardenError('CW_CALL_PRIVATE', `${this.line} left a call alone, as \`privacy\` says.`);
    }
    const entry = known ?? this.#begin(name, about);
    entry.numbers = numbers;
    const taken = [...entry.members.values()].flatMap((member) => member.parties);
    const twice = parties.find((party) => taken.includes(party));
    if (twice) {
      throw new CallwardenError(
        'CW_LINE_PARTY_TAKEN',
        `Another connection carries the ${twice} party of call ${name} already.`,
      );
    }
    const id = Symbol(name);
    entry.members.set(id, { parties, onLeft });
    entry.absence.comeBack(parties);
    const leave = () => {
      if (!entry.members.delete(id) || this.#entries.get(name) !== entry) return;
      if (entry.members.size > 0) entry.absence.leave(parties);
      else this.#end(name, entry);
    };
    return { call: entry.call, fresh: known === undefined, leave };
  }

  /** Ends all calls. */
  clear(): void {
    for (const [name, entry] of this.#entries) this.#end(name, entry);
  }

  #leaveAlone(name: string, numbers: ReadonlySet<string>): void {
    this.#left.delete(name);
    const [oldest] = this.#left.keys();
    if (this.#left.size >= LEFT && oldest !== undefined) this.#left.delete(oldest);
    this.#left.set(name, { numbers, atMs: performance.now() });
  }

  /** Numbers that were told of a call of this name which was left alone just now. */
  #leftAlone(name: string): Iterable<string> {
    const left = this.#left.get(name);
    return left && performance.now() - left.atMs < LEFT_MS ? left.numbers : [];
  }

  #end(name: string, entry: Entry): void {
    entry.absence.stop();
    this.#entries.delete(name);
    entry.call.end();
  }

  #begin(name: string, about: AboutCall): Entry {
    if (this.#entries.size >= this.maxCalls) {
      throw new CallwardenError(
        'CW_LINE_BUSY',
        `${this.line} hears ${this.maxCalls} calls already: raise \`maxCalls\` if this machine can take more.`,
      );
    }
    const members: Entry['members'] = new Map();
    const call = new PushedCall(`${this.line}-${name}-${++this.#count}`, this.line, about, () => {
      for (const { onLeft } of [...members.values()]) onLeft();
    });
    const absence = new AbsenceClock(
      () => call.now(),
      (frames) => call.push(frames),
    );
    const entry: Entry = { call, numbers: new Set(), members, absence };
    this.#entries.set(name, entry);
    return entry;
  }
}
