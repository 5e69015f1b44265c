import { expect } from 'vitest';
import type { Party } from '../../../src/audio/party.js';
import type { CallEvent } from '../../../src/calls/events.js';
import { FIXTURES, readManifest } from '../../fixtures/labelled-calls.js';

type Speaker = Exclude<Party, 'mixed'>;

/** Words that only one of the two says in a fixture: long ones, which are rarely made of something else. */
function ownWords(id: string): Readonly<Record<Speaker, ReadonlySet<string>>> {
  const turns = readManifest(new URL('manifest.jsonl', FIXTURES)).find((call) => call.id === id)?.turns ?? [];
  const wordsOf = (party: Speaker) =>
    new Set(turns.filter((turn) => turn.party === party).flatMap(({ text }) => longWords(text)));
  const [remote, local] = [wordsOf('remote'), wordsOf('local')];
  const only = (words: ReadonlySet<string>, others: ReadonlySet<string>) =>
    new Set([...words].filter((word) => !others.has(word)));
  return { remote: only(remote, local), local: only(local, remote) };
}

/** Asserts that what each party of a fixture says was laid to that party. An ear mishears: most words count, not each. */
export function expectToldApart(events: readonly CallEvent[], id: string): void {
  const own = ownWords(id);
  for (const [party, other] of [
    ['remote', 'local'],
    ['local', 'remote'],
  ] as const) {
    const heard = events.flatMap((event) =>
      event.type === 'turn' && event.party === party && event.final ? longWords(event.text) : [],
    );
    const of = (speaker: Speaker) => new Set(heard.filter((word) => own[speaker].has(word))).size;
    expect(of(party), `words of ${party}`).toBeGreaterThanOrEqual(3);
    expect(of(party), `words of ${party}`).toBeGreaterThan(2 * of(other));
  }
}

function longWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
}
