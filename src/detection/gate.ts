import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Party } from '../audio/party.js';
import { CARD_FILE, type ModelCard, parseCard } from '../models/card.js';
import type { Quote } from '../transcript/quote.js';
import { ideasOf } from './concepts.js';
import { type GateModel, readGateModel } from './gate-model.js';
import { GateWindow } from './gate-window.js';
import { GRAM_WORDS } from './grams.js';
import { Keyframes } from './keyframe.js';
import { Lexicon } from './lexicon.js';
import { sigmoid } from './platt.js';
import type { SignalHit } from './signal.js';
import { quoteOf, type SpokenPiece, type SpokenWord, spokenWords } from './spoken-words.js';
import { signalKind } from './taxonomy.js';
import { tellingWords } from './telling-words.js';
import { type Topic, Topics } from './topics.js';

/** What the gate makes of a call after one more piece of speech. */
export interface GateReading {
  /** Calibrated probability that the call is a scam, 0..1, from all of it so far. It never falls. */
  readonly probability: number;
  /** Log-odds of the linear model before calibration: the highest window so far. */
  readonly logit: number;
  /** By how much this piece raised the logit. */
  readonly delta: number;
  /** Signals that this piece completed and that were not standing in the window already. */
  readonly signals: readonly SignalHit[];
  /** Is this worth waking the judge? */
  readonly keyframe: boolean;
  /** Why: `signal`, `elevated`, `first-words`. */
  readonly reasons: readonly string[];
}

/** Longer pieces are weighed part by part, so that no stretch of a long turn passes between two looks. */
const PART_WORDS = 20;
/** Words of the same party that a pattern may reach back over. */
const REACH_WORDS = 20;
/** Log-odds of a call in which nothing was said. */
const SILENCE_LOGIT = -12;

/**
 * The tiny, always-on model: lexicon patterns and a linear model over the last words. It escalates, it never clears.
 * One for the process; `open()` gives what keeps the state of one call.
 */
export class Gate {
  readonly card: ModelCard;
  readonly #model: GateModel;
  readonly #lexicon = new Lexicon();

  private constructor(card: ModelCard, model: GateModel) {
    this.card = card;
    this.#model = model;
  }

  /**
   * Loads a gate's JSON file and the card beside it.
   * @throws CallwardenError CW_MODEL_CORRUPT, CW_MODEL_CARD_INVALID, and what the file system throws
   */
  static async load(file: string): Promise<Gate> {
    const where = join(dirname(file), CARD_FILE);
    const card = parseCard(await readFile(where, 'utf8'), where);
    return new Gate(card, await readGateModel(file));
  }

  open(): GateSession {
    return new GateSession(this.#model, this.#lexicon);
  }
}

/** The gate's view of one call. Under a millisecond a piece; keeps only the last words. */
export class GateSession {
  readonly #model: GateModel;
  readonly #lexicon: Lexicon;
  readonly #window: GateWindow;
  readonly #keyframes = new Keyframes();
  readonly #topics: Topics;
  readonly #streams: Record<Party, SpokenWord[]> = { remote: [], local: [], mixed: [] };
  #words = 0;
  #logit = SILENCE_LOGIT;

  constructor(model: GateModel, lexicon: Lexicon) {
    this.#model = model;
    this.#lexicon = lexicon;
    this.#window = new GateWindow(model);
    this.#topics = new Topics(model.topics);
  }

  /** What kinds of scam this would be, if it is one, the likeliest first. */
  topics(): Topic[] {
    return this.#topics.ranked();
  }

  /** Of the last words that were not the protected person's, those that speak most for a scam by the model's weights. */
  telling(): Quote | undefined {
    const runs = (['remote', 'mixed'] as const).flatMap((party) => {
      const run = tellingWords(this.#model, party, this.#streams[party]);
      return run ? [{ party, ...run }] : [];
    });
    const [best] = runs.sort((a, b) => b.weight - a.weight);
    const [first, last] = [best?.words.at(0), best?.words.at(-1)];
    if (!best || !first || !last) return undefined;
    return {
      party: best.party,
      quote: quoteOf(best.words),
      startMs: first.piece.startMs,
      endMs: last.piece.endMs,
    };
  }

  /** Takes in a recognised piece, the parties' pieces in the order they were said. */
  hear(piece: SpokenPiece): GateReading {
    const before = this.#logit;
    const signals: SignalHit[] = [];
    const words = spokenWords(piece, this.#words, this.#streams[piece.party].at(-1)?.word);
    let windowLogit = SILENCE_LOGIT;
    for (let from = 0; from < words.length; from += PART_WORDS) {
      const part = words.slice(from, from + PART_WORDS);
      signals.push(...this.#take(piece.party, part));
      windowLogit = Math.max(windowLogit, this.#window.logit(this.#words));
    }
    this.#logit = Math.max(this.#logit, windowLogit);
    const { a, b } = this.#model.calibration;
    const reasons = this.#keyframes.reasons({
      newSignals: signals.length,
      windowLogit,
      words: this.#words,
    });
    return {
      probability: sigmoid(a * this.#logit + b),
      logit: this.#logit,
      delta: this.#logit - before,
      signals,
      keyframe: reasons.length > 0,
      reasons,
    };
  }

  /** Adds up to PART_WORDS words of a party to its stream and to the window; gives the new signals. */
  #take(party: Party, part: readonly SpokenWord[]): SignalHit[] {
    const stream = this.#streams[party];
    for (const word of part) {
      stream.push(word);
      this.#window.addWord(party, stream.slice(-GRAM_WORDS));
      if (party === 'local') continue;
      this.#window.addIdeas(ideasOf(word.word), word.at);
      this.#topics.hear(word.word);
    }
    this.#words += part.length;
    const tail = stream.slice(-(part.length + REACH_WORDS));
    this.#streams[party] = tail;
    return this.#search(party, tail, tail.length - part.length);
  }

  /** Patterns that end at or after word `from` of `tail`: earlier ones were found when they were said. */
  #search(party: Party, tail: readonly SpokenWord[], from: number): SignalHit[] {
    const found: SignalHit[] = [];
    for (const { signal, first, last } of this.#lexicon.hits(tail.map(({ word }) => word))) {
      if (last < from) continue;
      const said = tail.slice(first, last + 1);
      const [start, end] = [said.at(0), said.at(-1)];
      if (start === undefined || end === undefined) continue;
      const known = this.#window.has(signal, party);
      this.#window.addSignal(signal, party, start.at);
      if (known || party === 'local') continue;
      found.push({
        signal,
        party,
        quote: quoteOf(said),
        startMs: start.piece.startMs,
        endMs: end.piece.endMs,
        // Not the model's own: it divides a signal's worth among columns, and each alone may be negative.
        weight: signalKind(signal)?.weight ?? 0,
      });
    }
    return found;
  }
}
