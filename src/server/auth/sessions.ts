import { randomBytes } from 'node:crypto';
import type { Identity } from './identity.js';

/** Browsers signed in at the same time; beyond it the oldest has to sign in again. */
const MOST = 1000;

/** Browsers that signed in. They are kept in memory: after a restart everybody signs in again. */
export class Sessions {
  private readonly open = new Map<string, { readonly who: Identity; readonly untilMs: number }>();

  /** @param now wall clock, ms */
  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the id that the cookie carries: 256 random bits */
  begin(who: Identity): string {
    const id = randomBytes(32).toString('base64url');
    this.open.set(id, { who, untilMs: this.now() + this.lifetimeMs });
    const [oldest] = this.open.keys();
    if (this.open.size > MOST && oldest !== undefined) this.open.delete(oldest);
    return id;
  }

  find(id: string): Identity | undefined {
    const session = this.open.get(id);
    if (session && session.untilMs > this.now()) return session.who;
    this.open.delete(id);
    return undefined;
  }

  end(id: string): void {
    this.open.delete(id);
  }
}
