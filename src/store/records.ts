import type { CallEvent } from '../calls/events.js';
import type { RiskLevel } from '../detection/risk.js';
import type { LiveCall } from '../sources/call-source.js';

/** What a line says of a call: all of a `LiveCall` that is remembered. */
export type CallFacts = Pick<LiveCall, 'line' | 'startedAt' | 'direction' | 'remote' | 'local'>;

/** An event of a call as it is kept below that call. */
type Kept<Type extends CallEvent['type']> = Omit<Extract<CallEvent, { type: Type }>, 'type' | 'callId'>;

export type StoredTurn = Kept<'turn'>;
export type StoredRisk = Kept<'risk'>;
/** `quote` is empty where transcripts are not kept. */
export type StoredSignal = Kept<'signal'>;
export type StoredNotice = Kept<'notice'>;
/** `evidence` is empty where the text of alerts is not kept; `at` is the wall clock, ISO 8601. */
export type StoredAlert = Kept<'alert'> & { readonly at: string };

export type Verdict = 'not-scam' | 'was-scam';

/** What a person said of a call. */
export interface Feedback {
  readonly verdict: Verdict;
  /** ISO 8601. */
  readonly at: string;
}

/** One end of a remembered call; null where the line did not say, or it is no longer kept. */
export interface StoredEndpoint {
  readonly number: string | null;
  readonly name: string | null;
}

/** A remembered call as lists show it. Times are ISO 8601, scores 0..1. */
export interface StoredCall {
  /** Unique in the store; the id of the live call unless an earlier one had the same. */
  readonly callId: string;
  readonly line: string;
  readonly startedAt: string;
  /** Null while it lasts. */
  readonly endedAt: string | null;
  /** The service ended before the call did: `endedAt` is the last that was known. */
  readonly interrupted: boolean;
  readonly direction: LiveCall['direction'];
  readonly remote: StoredEndpoint;
  readonly local: StoredEndpoint;
  /** The latest level, and when the call came to it. */
  readonly level: RiskLevel;
  readonly levelSince: string;
  readonly highest: RiskLevel;
  /** The latest score, and the highest one. */
  readonly score: number;
  readonly highestScore: number;
  /** Of the latest alert: identifier in the taxonomy, and in words. */
  readonly category: string | null;
  readonly title: string | null;
  /** Something of the call was missed. */
  readonly degraded: boolean;
  readonly feedback: Feedback | null;
  /** Audio heard, missing, and speech in it, ms. 0 until the call has ended. */
  readonly audioMs: number;
  readonly lostMs: number;
  readonly speechMs: number;
  readonly words: number;
  /** Answers of the judge. */
  readonly judged: number;
  readonly models: { readonly ear: string; readonly gate: string; readonly judge: string | null };
}

/** Everything that is remembered of one call. */
export interface StoredCallDetail extends StoredCall {
  /** Whether its words were written and are still kept. */
  readonly transcriptKept: boolean;
  readonly turns: readonly StoredTurn[];
  readonly risk: readonly StoredRisk[];
  readonly signals: readonly StoredSignal[];
  readonly alerts: readonly StoredAlert[];
  readonly notices: readonly StoredNotice[];
}

/** Calls as they are exported; the shape of the file. */
export interface CallExport {
  readonly format: 'callwarden-export';
  readonly version: 1;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly calls: readonly StoredCallDetail[];
}
