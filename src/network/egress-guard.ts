import { isIP } from 'node:net';
import { CallwardenError } from '../errors.js';
import { describeAddress, isLoopback, type NetworkAddress, plainHost } from './address.js';
import { intercept } from './intercept.js';

export interface EgressStats {
  /** Attempts refused since the start. */
  readonly refused: number;
  /** Each address with how often it was refused; beyond {@link ADDRESSES_COUNTED} the rest under `others`. */
  readonly addresses: readonly { readonly address: string; readonly refused: number }[];
}

export interface EgressOptions {
  /** Names that this machine listens at: they may be looked up, and that allows no connection. */
  readonly names?: Iterable<string>;
  /** Something was refused; the attempt fails with the same error. It must not throw. */
  readonly onRefused?: (error: CallwardenError, address: string) => void;
}

const ADDRESSES_COUNTED = 200;
const OTHERS = 'others';

/** The guard of this process, once it is installed. */
let installed: EgressGuard | undefined;

/**
 * Lets this process connect only where it was told to: everything else is refused before a packet leaves, and counted.
 * It stands on Node's own sockets and name look-ups (net, tls, http, fetch, dgram, dns); native code and child processes are
 * not under it.
 */
export class EgressGuard implements Disposable {
  /** `host` or `host:port`, with how many want it allowed. */
  readonly #allowed = new Map<string, number>();
  readonly #names: ReadonlySet<string>;
  readonly #counts = new Map<string, number>();
  readonly #restore: () => void;
  #refused = 0;

  private constructor(private readonly options: EgressOptions) {
    this.#names = new Set(Array.from(options.names ?? [], plainHost));
    this.#restore = intercept({
      connecting: (address) => this.#judge(address, this.permits(address)),
      lookingUp: (name) => this.#judge({ host: `name ${name}` }, this.#knows(name)),
      asking: (question) => this.#judge({ host: question }, false),
    });
  }

  /** Puts the guard before everything this process sends from now on. @throws CallwardenError CW_INTERNAL on a second one */
  static install(allowed: Iterable<NetworkAddress>, options: EgressOptions = {}): EgressGuard {
    if (installed) throw new CallwardenError('CW_INTERNAL', 'The egress guard is installed already.');
    installed = new EgressGuard(options);
    for (const address of allowed) installed.allow(address);
    return installed;
  }

  /** Allows an address from now on. @returns takes that back */
  allow(address: NetworkAddress): () => void {
    const key = keyOf(address);
    this.#allowed.set(key, (this.#allowed.get(key) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#allowed.get(key) ?? 1) - 1;
      if (left > 0) this.#allowed.set(key, left);
      else this.#allowed.delete(key);
    };
  }

  permits({ host, port }: NetworkAddress): boolean {
    return this.#allowed.has(keyOf({ host })) || this.#allowed.has(keyOf({ host, port: port ?? 0 }));
  }

  stats(): EgressStats {
    const addresses = [...this.#counts].map(([address, refused]) => ({ address, refused }));
    return { refused: this.#refused, addresses };
  }

  /** Counts what another process of ours refused. */
  count(address: string): void {
    this.#refused++;
    const known = this.#counts.has(address) || this.#counts.size < ADDRESSES_COUNTED;
    const key = known ? address : OTHERS;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Takes the guard away; what it counted stays readable. Idempotent. */
  [Symbol.dispose](): void {
    if (installed !== this) return;
    installed = undefined;
    this.#restore();
  }

  /** A name that is looked up is a packet to a name server: only names that may be connected to, our own, and those that need none. */
  #knows(name: string): boolean {
    const host = plainHost(name);
    return (
      host === '' ||
      isIP(host) !== 0 ||
      isLoopback(host) ||
      this.#names.has(host) ||
      [...this.#allowed.keys()].some((key) => key === host || key.startsWith(`${host}|`))
    );
  }

  #judge(address: NetworkAddress, allowed: boolean): CallwardenError | undefined {
    if (allowed) return undefined;
    const shown = describeAddress(address);
    this.count(shown);
    const error = new CallwardenError(
      'CW_EGRESS_REFUSED',
      `The configuration names no ${shown}: not connected.`,
    );
    this.options.onRefused?.(error, shown);
    return error;
  }
}

/**
 * Allows an address that was learned on the way, e.g. where a PBX wants audio sent. Without a guard nothing has to be allowed.
 * @returns takes that back
 */
export function allowEgress(address: NetworkAddress): () => void {
  return installed?.allow(address) ?? (() => {});
}

/** Counts what a child process of ours refused, where there is a guard that counts. */
export function countRefusal(address: string): void {
  installed?.count(address);
}

function keyOf({ host, port }: NetworkAddress): string {
  const plain = plainHost(host);
  return port === undefined ? plain : `${plain}|${port}`;
}
