import { signalKind, TAXONOMY } from '../../detection/taxonomy.js';
import { spokenWords } from '../spoken-words.js';
import { LabelledCall, LabelledTurn } from './labelled-call.js';
import type { RowProblem } from './manifest.js';

/** Keys of the schema, and of turns one that training/text writes for itself: no figure rests on it. */
const CALL_KEYS = new Set(Object.keys(LabelledCall.properties));
const TURN_KEYS = new Set([...Object.keys(LabelledTurn.properties), 'said']);
const STAGES = new Set<string>(TAXONOMY.stages);

/** Nobody speaks that fast: five times what an auctioneer does, a hundredth of what ms are that were meant as seconds. */
const TOO_FAST_WORDS_PER_MINUTE = 1500;

/** What looks like a slip in a row that can be used all the same, each once. */
export function slipsIn(row: LabelledCall): Set<string> {
  const slips = new Set<string>();
  for (const key of Object.keys(row)) if (!CALL_KEYS.has(key)) slips.add(ignored(key, 'call'));
  for (const turn of row.turns ?? []) {
    for (const key of Object.keys(turn)) if (!TURN_KEYS.has(key)) slips.add(ignored(key, 'turn'));
    for (const id of turn.signals ?? [])
      if (!signalKind(id)) slips.add(`the taxonomy knows no signal "${id}"`);
    if (turn.stage !== undefined && !STAGES.has(turn.stage))
      slips.add(`the taxonomy knows no stage "${turn.stage}": ${[...STAGES].join(', ')}`);
  }
  if (inSeconds(row)) slips.add('its words would all be said in an instant: are startMs and endMs in ms?');
  for (const [key, msKey, ms] of [
    ['firstCueTurn', 'firstCueMs', row.firstCueMs],
    ['extractionCueTurn', 'extractionCueMs', row.extractionCueMs],
  ] as const) {
    if (ms !== undefined) for (const slip of slipsOfTime(row, msKey, ms)) slips.add(slip);
    const turn = row[key];
    if (row.audio === undefined || turn === undefined || ms !== undefined) continue;
    if (row.turns?.[turn]?.startMs === undefined)
      slips.add(`${key} names a turn without startMs: nobody knows when the recording comes to it`);
  }
  return slips;
}

function inSeconds({ turns = [] }: LabelledCall): boolean {
  const lastMs = lastEndMs(turns);
  if (Number.isNaN(lastMs)) return false;
  const words = turns.reduce((sum, { text }) => sum + spokenWords(text).length, 0);
  return words > 0 && (words / lastMs) * 60_000 > TOO_FAST_WORDS_PER_MINUTE;
}

/** ms; NaN where a turn has no times. */
function lastEndMs(turns: readonly LabelledTurn[]): number {
  return Math.max(...turns.map(({ endMs }) => endMs ?? Number.NaN));
}

/** A cue that is told as a time, in ms, is of the same clock as the turns. */
function slipsOfTime({ turns = [] }: LabelledCall, key: string, ms: number): string[] {
  if (turns.length === 0) return [];
  const last = lastEndMs(turns);
  if (Number.isNaN(last))
    return [
      `${key} is a time, but not all turns have theirs: written turns are given others, at 150 words a minute`,
    ];
  return ms > last ? [`${key} lies after the last turn: are all times of the row in ms?`] : [];
}

/** A slip that is made in every row is told once. */
export class Remarks {
  readonly #corpus: string;
  readonly #slips = new Map<string, { readonly line: number; rows: number }>();

  constructor(corpus: string) {
    this.#corpus = corpus;
  }

  add(row: LabelledCall, line: number): void {
    for (const slip of slipsIn(row)) {
      const known = this.#slips.get(slip);
      if (known) known.rows++;
      else this.#slips.set(slip, { line, rows: 1 });
    }
  }

  all(): RowProblem[] {
    return [...this.#slips].map(([slip, { line, rows }]) => ({
      corpus: this.#corpus,
      line,
      reason: rows === 1 ? slip : `${slip} (${rows} rows, this is the first)`,
    }));
  }
}

function ignored(key: string, of: 'call' | 'turn'): string {
  return `a ${of} has no key "${key}" (docs/manifest.schema.json): it is ignored`;
}
