import { readFileSync } from 'node:fs';
import type { CallEvent } from '#built/calls/events.js';
import { alignWords } from '#built/evaluation/word-errors.js';

export interface LabelledTurn {
  readonly party: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

interface PlacedWord {
  readonly text: string;
  readonly atMs: number;
}

/** An event and when it came, in ms since the first sample was due. */
export interface StampedEvent {
  readonly event: CallEvent;
  readonly wallMs: number;
}

export function labelledTurns(manifest: string, id: string): readonly LabelledTurn[] {
  for (const line of readFileSync(manifest, 'utf8').split('\n').filter(Boolean)) {
    const row: { id: string; turns: LabelledTurn[] } = JSON.parse(line);
    if (row.id === id) return row.turns;
  }
  throw new Error(`${manifest} has no call ${id}`);
}

/**
 * From the end of each spoken word to its commitment, ms. Recognised words are aligned with the script; only words
 * heard right count, because only they have a known place. A word's end is placed in its turn by its share of
 * letters (off by a syllable or so: it blurs the figure, but moves its median little).
 */
export function wordLatencies(events: readonly StampedEvent[], turns: readonly LabelledTurn[]): number[] {
  const latencies: number[] = [];
  for (const party of ['remote', 'local']) {
    const spoken = turns.filter((turn) => turn.party === party).flatMap(placeWords);
    const heard = committedWords(events, party);
    const pairs = alignWords(spoken.map(text), heard.map(text));
    for (const pair of pairs) {
      const said = pair.reference === undefined ? undefined : spoken[pair.reference];
      const committed = pair.heard === undefined ? undefined : heard[pair.heard];
      if (said && committed && said.text === committed.text) latencies.push(committed.atMs - said.atMs);
    }
  }
  return latencies;
}

/** From the commitment of the words that were judged to the verdict, ms. */
export function verdictLatencies(events: readonly StampedEvent[]): number[] {
  const committedAt = new Map<number, number>();
  const latencies: number[] = [];
  for (const { event, wallMs } of events) {
    if (event.type === 'turn' && !committedAt.has(event.atMs)) committedAt.set(event.atMs, wallMs);
    const asked = event.type === 'assessment' ? committedAt.get(event.atMs) : undefined;
    if (asked !== undefined) latencies.push(wallMs - asked);
  }
  return latencies;
}

function committedWords(events: readonly StampedEvent[], party: string): PlacedWord[] {
  const shown = new Map<string, number>();
  const words: PlacedWord[] = [];
  for (const { event, wallMs } of events) {
    if (event.type !== 'turn' || event.party !== party) continue;
    const all = tokens(event.text);
    words.push(...all.slice(shown.get(event.id) ?? 0).map((word) => ({ text: word, atMs: wallMs })));
    shown.set(event.id, all.length);
  }
  return words;
}

function placeWords(turn: LabelledTurn): PlacedWord[] {
  const words = tokens(turn.text);
  const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
  let done = 0;
  return words.map((word) => {
    done += word.length + 1;
    return { text: word, atMs: turn.startMs + ((turn.endMs - turn.startMs) * done) / letters };
  });
}

function tokens(line: string): string[] {
  return line.toLowerCase().match(/[a-z']+/g) ?? [];
}

function text(word: PlacedWord): string {
  return word.text;
}
