import type { Party } from '../audio/party.js';
import type { Turn } from '../transcription/turn.js';
import { RecentSpeech, type SpeechCount } from './recent-speech.js';
import { Redactor } from './redaction/redactor.js';
import { countWords, mergePieces, type TranscriptPiece, type TranscriptTurn } from './transcript-turn.js';

export type { TranscriptPiece, TranscriptTurn } from './transcript-turn.js';

export interface TranscriptLimits {
  /** Text older than this, measured back from the newest word, is dropped; ms. */
  readonly keepMs: number;
  /** Most words kept, both parties together. */
  readonly keepWords: number;
}

export const DEFAULT_TRANSCRIPT_LIMITS: TranscriptLimits = { keepMs: 30 * 60_000, keepWords: 8_000 };

type SpeechSpan = Pick<Turn, 'party' | 'startMs' | 'endMs'>;

/** Words over which the present confidence is taken. */
const RECENT_WORDS = 60;

/** A cough or a murmur, with what lies around it: that it gave no words says nothing of how well its party is heard, ms. */
const SHORT_MS = 1500;

/**
 * The rolling transcript of one call: both parties in time order, bounded. Text beyond the limits is
 * dropped, oldest first; the counts go on.
 */
export class Transcript {
  readonly #limits: TranscriptLimits;
  readonly #redactor = new Redactor();
  readonly #heardMs: Record<Party, number> = { remote: 0, local: 0, mixed: 0 };
  readonly #recent = new RecentSpeech();
  /** Of the remote party, and of mixed ones, which hold it. */
  readonly #recentRemote = new RecentSpeech();
  /** In time order; who began first stays first. */
  readonly #pieces: TranscriptPiece[] = [];
  #committed = 0;
  #keptWords = 0;
  #wordCount = 0;
  #newestMs = 0;

  constructor(limits: Partial<TranscriptLimits> = {}) {
    this.#limits = { ...DEFAULT_TRANSCRIPT_LIMITS, ...limits };
  }

  /** Words recognised since the call began, dropped ones included. */
  get wordCount(): number {
    return this.#wordCount;
  }

  /** Speech of each party since the call began, whether it gave words or not, in ms. */
  get heardMs(): Readonly<Record<Party, number>> {
    return { ...this.#heardMs };
  }

  /**
   * Takes in a committed piece.
   * @returns the turns that read differently now, in time order: its own, and earlier ones whose number goes on in it.
   */
  add(turn: Turn): TranscriptTurn[] {
    const text = turn.text.trim();
    const piece: TranscriptPiece = { ...turn, text, index: this.#committed, redacted: '', redactions: [] };
    this.#committed += 1;
    const words = countWords(piece.text);
    this.#keptWords += words;
    this.#countSpeech(piece, words);
    this.#newestMs = Math.max(this.#newestMs, piece.endMs);

    const after = this.#pieces.findLastIndex((other) => other.startMs <= piece.startMs);
    this.#pieces.splice(after + 1, 0, piece);
    this.#dropOld();
    const changed = new Set(this.#redactor.update(this.#pieces)).add(piece.index);
    const utterances = new Set<string>();
    for (const [i, kept] of this.#pieces.entries()) {
      if (!changed.has(kept.index)) continue;
      const { text: redacted = '', redactions = [] } = this.#redactor.get(kept.index) ?? {};
      this.#pieces[i] = { ...kept, redacted, redactions };
      utterances.add(kept.utterance);
    }
    return mergePieces(this.#pieces.filter(({ utterance }) => utterances.has(utterance)));
  }

  /** Counts speech that gave no words: much of it means that the call is poorly heard. */
  miss(unheard: SpeechSpan): void {
    this.#countSpeech(unheard, 0);
  }

  /** Pieces put together by utterance, in the order the utterances began. */
  turns(): TranscriptTurn[] {
    return mergePieces(this.#pieces);
  }

  /** Committed pieces in the order of their commitment. */
  pieces(): TranscriptPiece[] {
    return this.#pieces.toSorted((a, b) => a.index - b.index);
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

  /** How well the call is heard: all words and all speech, the remote party's of it, the same of the last minutes and of the remote party in them, and the confidence of the latest words. */
  heard(): {
    wordsHeard: number;
    speechMs: number;
    remoteMs: number;
    recent: SpeechCount;
    remote: SpeechCount;
    confidence?: number;
  } {
    const { remote, local, mixed } = this.#heardMs;
    const heard = {
      wordsHeard: this.#wordCount,
      speechMs: remote + local + mixed,
      remoteMs: remote + mixed,
      recent: this.#recent.count,
      remote: this.#recentRemote.count,
    };
    let [words, sum] = [0, 0];
    for (const piece of this.#pieces.toReversed()) {
      if (words >= RECENT_WORDS) break;
      words += countWords(piece.text);
      sum += countWords(piece.text) * piece.confidence;
    }
    return words === 0 ? heard : { ...heard, confidence: sum / words };
  }

  #countSpeech({ party, startMs, endMs }: SpeechSpan, words: number): void {
    const speechMs = Math.max(0, endMs - startMs);
    this.#heardMs[party] += speechMs;
    this.#wordCount += words;
    this.#recent.add(words, speechMs);
    const tells = words > 0 || speechMs > SHORT_MS;
    if (party !== 'local' && tells) this.#recentRemote.add(words, speechMs);
  }

  #dropOld(): void {
    for (
      let [oldest] = this.#pieces;
      oldest !== undefined && this.#pieces.length > 1;
      [oldest] = this.#pieces
    ) {
      const tooOld = oldest.endMs < this.#newestMs - this.#limits.keepMs;
      if (!tooOld && this.#keptWords <= this.#limits.keepWords) break;
      this.#pieces.shift();
      this.#keptWords -= countWords(oldest.text);
    }
  }
}
