import type { Party } from '../audio/party.js';
import { CallwardenError } from '../errors.js';
import type { Chunk } from '../speech/chunk.js';
import { Agreement } from './agreement.js';
import { type Doubt, doubt, type GuardOptions } from './guard.js';
import type { TranscriptionScheduler } from './scheduler.js';
import type { Turn, Word } from './turn.js';
import { doubledAtSeam } from './word-alignment.js';
import { placeWords } from './word-times.js';

/** Speech that gave no words, and why. It counts towards how well the call is heard. */
export interface Unheard {
  readonly party: Party;
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: Doubt | 'overload' | 'engine-failed';
}

export type Heard = { readonly turn: Turn } | { readonly unheard: Unheard };

export interface HearOptions extends GuardOptions {
  readonly callId: string;
  readonly signal?: AbortSignal;
  /** Whether the call hears its line late: told of a chunk whose words are being looked for. */
  readonly behind?: (chunk: Chunk) => boolean;
  /** Texts by which this ear says that it heard nothing, e.g. ".". */
  readonly emptyText: readonly string[];
}

/** What an engine says of one chunk, not of itself. */
const LOST_CHUNK: ReadonlySet<string> = new Set(['CW_ENGINE_LOST', 'CW_INTERNAL']);

/** Where the first word of an utterance is placed in its pre-roll, ms: people often begin before voice activity says so. */
const LEAD_MS = 150;

/**
 * Chunks in, committed words out. At most one chunk of a call is in the scheduler at a time, so a slow engine holds
 * back this call's own audio queue and nothing else.
 */
export async function* hear(
  chunks: AsyncIterable<Chunk>,
  scheduler: TranscriptionScheduler,
  options: HearOptions,
): AsyncGenerator<Heard> {
  const parties = new Map<Party, PartyWords>();
  try {
    for await (const chunk of chunks) {
      let words = parties.get(chunk.party);
      if (!words) {
        words = new PartyWords();
        parties.set(chunk.party, words);
      }
      yield* words.take(chunk, await recognise(chunk, scheduler, options));
    }
  } finally {
    scheduler.forget(options.callId);
  }
}

type Outcome =
  | { readonly text: string; readonly confidence: number | undefined }
  | Unheard['reason']
  | 'skipped';

async function recognise(
  chunk: Chunk,
  scheduler: TranscriptionScheduler,
  options: HearOptions,
): Promise<Outcome> {
  // What follows a cut in a pause may be silence up to the end: it closes the utterance and costs no decode.
  if (chunk.speechMs === 0) return 'skipped';
  try {
    const { callId, signal, behind } = options;
    const result = await scheduler.submit(callId, chunk, signal, behind && (() => behind(chunk)));
    if (result.kind === 'skipped') return 'skipped';
    if (result.kind === 'dropped') return 'overload';
    const { text, confidence } = result.recognition;
    const words = options.emptyText.includes(text.trim()) ? '' : text.trim();
    return doubt(words, confidence, chunk.speechMs, options) ?? { text: words, confidence };
  } catch (thrown) {
    // The audio killed two engines, or the engine cannot take it: this chunk is lost, the call goes on.
    if (thrown instanceof CallwardenError && LOST_CHUNK.has(thrown.code)) return 'engine-failed';
    throw thrown;
  }
}

/** The words of one party: agreement within a chunk, seams between chunks. */
class PartyWords {
  private agreement = new Agreement();
  /** The last words of the chunk before, for the seam. */
  private tail: readonly string[] = [];
  /** Words of this utterance were shown, so somebody waits for its end. */
  private open = false;
  /** Where the last committed word ends. */
  private lastMs = 0;

  *take(chunk: Chunk, outcome: Outcome): Generator<Heard> {
    if (typeof outcome === 'string') {
      yield* this.takeNothing(chunk, outcome);
      return;
    }
    const all = outcome.text.split(/\s+/);
    const words = all.slice(chunk.overlapMs > 0 ? doubledAtSeam(this.tail, all) : 0);
    const placed = placeWords(words, speechStart(chunk), chunk.endMs);
    const { from, words: added } = this.agreement.pass(words, chunk.final);
    // Places are estimates that move from pass to pass; what was said later still comes later.
    const committed = placed.slice(from, from + added.length).map((word) => this.afterLast(word));
    if (committed.length > 0 || (chunk.utteranceEnds && this.open)) {
      yield { turn: this.turn(chunk, committed, outcome.confidence ?? 1) };
    }
    if (chunk.final) this.close(chunk, words);
  }

  private *takeNothing(chunk: Chunk, reason: Unheard['reason'] | 'skipped'): Generator<Heard> {
    if (!chunk.final) return; // a later pass over the same speech follows
    if (reason !== 'skipped') {
      yield { unheard: { party: chunk.party, startMs: chunk.startMs, endMs: chunk.endMs, reason } };
    }
    if (chunk.utteranceEnds && this.open) yield { turn: this.turn(chunk, [], 0) };
    this.close(chunk, []);
  }

  private afterLast(word: Word): Word {
    const startMs = Math.max(word.startMs, this.lastMs);
    this.lastMs = Math.max(word.endMs, startMs);
    return { ...word, startMs, endMs: this.lastMs };
  }

  private turn(chunk: Chunk, words: Turn['words'], confidence: number): Turn {
    this.open = !chunk.utteranceEnds;
    return {
      party: chunk.party,
      utterance: chunk.utterance,
      startMs: words[0]?.startMs ?? chunk.endMs,
      endMs: words.at(-1)?.endMs ?? chunk.endMs,
      text: words.map((word) => word.text).join(' '),
      words,
      confidence,
      final: chunk.final && chunk.utteranceEnds,
    };
  }

  private close(chunk: Chunk, words: readonly string[]): void {
    this.agreement = new Agreement();
    this.tail = chunk.utteranceEnds ? [] : words;
    if (chunk.utteranceEnds) this.open = false;
  }
}

function speechStart(chunk: Chunk): number {
  if (chunk.index > 0) return chunk.startMs + chunk.overlapMs;
  return Math.min(chunk.startMs + LEAD_MS, chunk.endMs);
}
