import type { Party } from '../audio/party.js';
import type { Turn } from '../transcription/turn.js';
import { Redactor } from './redaction/redactor.js';
import { countWords, extendTurn, openTurn, type PlainTurn, type TranscriptTurn } from './transcript-turn.js';

export type { TranscriptTurn } from './transcript-turn.js';

export interface TranscriptLimits {
  /** Text older than this, measured back from the newest word, is dropped; ms. */
  readonly keepMs: number;
  /** Most words kept, both parties together. */
  readonly keepWords: number;
}

export const DEFAULT_TRANSCRIPT_LIMITS: TranscriptLimits = { keepMs: 30 * 60_000, keepWords: 8_000 };

/** A turn longer than this goes on as another turn of the same utterance, so that old text can be dropped. */
const LONGEST_TURN_WORDS = 300;
/** Words over which the present confidence is taken. */
const RECENT_WORDS = 60;

/**
 * The rolling transcript of one call: both parties in time order, bounded. Text beyond the limits is
 * dropped, oldest first; the counts go on.
 */
export class Transcript {
  readonly #limits: TranscriptLimits;
  readonly #redactor = new Redactor();
  readonly #heardMs: Record<Party, number> = { remote: 0, local: 0, mixed: 0 };
  #turns: PlainTurn[] = [];
  #pieces: Turn[] = [];
  #keptWords = 0;
  #wordCount = 0;
  #newestMs = 0;
  #opened = 0;

  constructor(limits: Partial<TranscriptLimits> = {}) {
    this.#limits = { ...DEFAULT_TRANSCRIPT_LIMITS, ...limits };
  }

  /** Words recognised since the call began, dropped ones included. */
  get wordCount(): number {
    return this.#wordCount;
  }

  /** Recognised speech of each party since the call began, in ms. */
  get heardMs(): Readonly<Record<Party, number>> {
    return { ...this.#heardMs };
  }

  /**
   * Takes in a committed piece.
   * @returns the turns that are new or read differently now: its own, and earlier ones whose number goes on in it.
   */
  add(piece: Turn): TranscriptTurn[] {
    const words = countWords(piece.text);
    const index = this.#turns.findLastIndex((turn) => turn.utterance === piece.utterance);
    const last = this.#turns[index];
    if (last === undefined && words === 0) return [];

    this.#pieces.push(piece);
    this.#wordCount += words;
    this.#keptWords += words;
    this.#heardMs[piece.party] += Math.max(0, piece.endMs - piece.startMs);
    this.#newestMs = Math.max(this.#newestMs, piece.endMs);

    let id = last?.id;
    if (last === undefined || id === undefined || countWords(last.text) + words > LONGEST_TURN_WORDS) {
      this.#opened += 1;
      id = `${piece.utterance}/${this.#opened}`;
      this.#insert(openTurn(id, piece));
    } else {
      this.#turns[index] = extendTurn(last, piece);
    }
    this.#dropOld();
    const changed = new Set(this.#redactor.update(this.#turns)).add(id);
    return this.turns().filter((turn) => changed.has(turn.id));
  }

  /** Turns in the order they began; who began first stays first. */
  turns(): readonly TranscriptTurn[] {
    return this.#turns.map((turn) => {
      const redacted = this.#redactor.get(turn.id);
      return { ...turn, redacted: redacted?.text ?? '', redactions: redacted?.redactions ?? [] };
    });
  }

  /** Committed pieces in the order of their commitment. */
  pieces(): readonly Turn[] {
    return [...this.#pieces];
  }

  /**
   * The last turns as text, one line each, "remote: ...". Redacted unless asked otherwise.
   * @param lastWords at most so many words; the oldest turn is left out rather than cut.
   */
  windowText({ lastWords = Number.POSITIVE_INFINITY, redacted = true } = {}): string {
    const lines: string[] = [];
    let words = 0;
    for (const turn of this.turns().toReversed()) {
      words += countWords(turn.text);
      if (words > lastWords && lines.length > 0) break;
      lines.unshift(`${turn.party}: ${redacted ? turn.redacted : turn.text}`);
    }
    return lines.join('\n');
  }

  /** How well the call is heard: all words, all speech, and the confidence of the latest words. */
  heard(): { wordsHeard: number; speechMs: number; confidence?: number } {
    const { remote, local, mixed } = this.#heardMs;
    const heard = { wordsHeard: this.#wordCount, speechMs: remote + local + mixed };
    let [words, sum] = [0, 0];
    for (let i = this.#pieces.length - 1; i >= 0 && words < RECENT_WORDS; i--) {
      const piece = this.#pieces[i];
      const count = countWords(piece?.text ?? '');
      words += count;
      sum += count * (piece?.confidence ?? 0);
    }
    return words === 0 ? heard : { ...heard, confidence: sum / words };
  }

  #insert(turn: PlainTurn): void {
    const at = this.#turns.findLastIndex((other) => other.startMs <= turn.startMs) + 1;
    this.#turns.splice(at, 0, turn);
  }

  #dropOld(): void {
    for (let [oldest] = this.#turns; oldest !== undefined && this.#turns.length > 1; [oldest] = this.#turns) {
      const tooOld = oldest.endMs < this.#newestMs - this.#limits.keepMs;
      if (!tooOld && this.#keptWords <= this.#limits.keepWords) break;
      this.#turns.shift();
      this.#keptWords -= countWords(oldest.text);
    }
    const kept = new Set(this.#turns.map((turn) => turn.utterance));
    const from = this.#turns[0]?.startMs ?? 0;
    const stays = (piece: Turn) => kept.has(piece.utterance) && piece.endMs >= from;
    if (!this.#pieces.every(stays)) this.#pieces = this.#pieces.filter(stays);
  }
}
