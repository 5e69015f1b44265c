import type { Frame } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import { PartyAudio } from './party-audio.js';

/** The legs of a call that ends close one after the other, after a busy tone too: a party is lost when the others go on for so long, ms. */
const OUTLIVED_MS = 5000;

/** The first that another connection brings of a party may have been said so long before, ms: its place is kept free. */
const BEHIND_MS = 500;

interface Absence {
  readonly sinceMs: number;
  readonly audio: PartyAudio;
}

/**
 * Parties of a call whose connection is over while another one goes on: what they say is not heard any more, so they are
 * lost from then on. Pure: the clock is an argument, ms since the call began.
 */
export class AbsentParties {
  readonly #absences = new Map<Party, Absence>();
  /** Those whom a connection carries now. */
  readonly #carried = new Set<Party>();

  get size(): number {
    return this.#absences.size;
  }

  /** For those who are absent already nothing changes, and whom another connection carries too is not lost. */
  leave(parties: readonly Party[], nowMs: number): void {
    for (const party of parties) this.#carried.delete(party);
    for (const party of parties) {
      if (this.#absences.has(party) || this.#heard(party)) continue;
      this.#absences.set(party, { sinceMs: nowMs, audio: new PartyAudio(party, nowMs) });
    }
  }

  /** Another connection carries them from now on. */
  comeBack(parties: readonly Party[]): void {
    for (const party of parties) this.#carried.add(party);
    for (const party of [...this.#absences.keys()]) if (this.#heard(party)) this.#absences.delete(party);
  }

  /** By itself or with the other one; both together also when each is on a connection of its own. */
  #heard(party: Party): boolean {
    const carried = (other: Party) => this.#carried.has(other);
    return carried(party) || carried('mixed') || (party === 'mixed' && carried('remote') && carried('local'));
  }

  /** To be called about every 50 ms: the time of those who are lost goes on. */
  tick(nowMs: number): Frame[] {
    const given = ({ sinceMs, audio }: Absence) =>
      nowMs - sinceMs < OUTLIVED_MS ? [] : audio.lose(nowMs - BEHIND_MS - audio.nowMs);
    return [...this.#absences.values()].flatMap(given);
  }
}
