import type { SpeechCount } from '../transcript/recent-speech.js';
import type { Calibration } from './calibration.js';

/** How well the call is heard at this moment. */
export interface Hearing {
  /** Words recognised since the call began. */
  readonly wordsHeard: number;
  /** Mean token probability of the recent words, 0..1; absent before there are any. */
  readonly confidence?: number;
  /** Speech heard since the call began, both parties, in ms. */
  readonly speechMs?: number;
  /** The remote party's share of it, and that of mixed ones, which hold it. */
  readonly remoteMs?: number;
  /** The last minutes of it: a line that goes bad late is told by these. */
  readonly recent?: SpeechCount;
  /** The last minutes of the remote party alone, and of mixed ones, which hold it. */
  readonly remote?: SpeechCount;
  /** A queue dropped work, an engine is down, or audio was lost: something was missed. */
  readonly degraded: boolean;
}

/** Too little speech to say how many words it should have held. */
const SPEECH_TO_JUDGE_MS = 15_000;

/** So long nobody talks to a silent caller: a leg of which nothing was heard by then is dead, not quiet. */
const SILENT_REMOTE_MS = 30_000;

/** Whether a call may be called clear at all: enough was heard, well enough, of the remote party too, and nothing was missed. */
export function heardEnough(hearing: Hearing, minimum: Calibration['minimumEvidence']): boolean {
  const { wordsHeard, confidence, speechMs = 0, remoteMs, recent, remote, degraded } = hearing;
  // Written so that a NaN anywhere reads as "not enough".
  if (degraded || !(wordsHeard >= minimum.words)) return false;
  if (confidence !== undefined && !(confidence >= minimum.confidence)) return false;
  if (remoteMs === 0 && speechMs >= SILENT_REMOTE_MS) return false;
  // A local party that is heard well says nothing of the remote one, whose words decide.
  const counts = [{ words: wordsHeard, speechMs }, recent, remote];
  return counts.every((said) => said === undefined || enough(said, minimum.wordsPerSpeechMinute));
}

function enough({ words, speechMs }: SpeechCount, wordsPerSpeechMinute: number): boolean {
  return speechMs < SPEECH_TO_JUDGE_MS || words / (speechMs / 60_000) >= wordsPerSpeechMinute;
}
