import type { SignalHit } from '../detection/signal.js';
import { signalKind, TAXONOMY } from '../detection/taxonomy.js';
import { type Quote, redactQuote } from '../transcript/quote.js';
import type { TranscriptTurn } from '../transcript/transcript.js';
import type { Evidence } from './alert.js';

const MOST_EVIDENCE = 3;
const LONGEST_QUOTE_WORDS = 30;
/** Later stages of a scam's script show more plainly what the caller is after; log-odds per stage. */
const STAGE_WORTH = 0.5;
/** How far back the most telling turn is looked for, in turns of the other party. */
const RECENT_TURNS = 4;

/**
 * Up to three quotes that show best what the other party is doing, each for another signal, redacted, in the
 * order they were said. Where no signal carries words: those that weigh most in the gate (`telling`), and without
 * any, the longest recent turn of the other party.
 */
export function chooseEvidence(
  signals: readonly SignalHit[],
  turns: readonly TranscriptTurn[],
  telling?: Quote,
): Evidence[] {
  const chosen: SignalHit[] = [];
  for (const hit of [...signals]
    .filter(speaksForScam)
    .sort((a, b) => worth(b) - worth(a) || b.startMs - a.startMs)) {
    if (chosen.length === MOST_EVIDENCE) break;
    if (!chosen.some((other) => other.signal === hit.signal || isSameQuote(other, hit))) chosen.push(hit);
  }
  if (chosen.length === 0) return telling ? [shown(telling, turns)] : recentWords(turns);
  return chosen
    .sort((a, b) => a.startMs - b.startMs)
    .map((hit) => ({ ...shown(hit, turns), signal: hit.signal }));
}

function shown(quote: Quote, turns: readonly TranscriptTurn[]): Evidence {
  const { party, startMs, endMs } = quote;
  return { party, quote: shorten(redactQuote(quote, turns)), startMs, endMs };
}

function speaksForScam(hit: SignalHit): boolean {
  return hit.weight > 0 && hit.party !== 'local' && hit.quote.trim() !== '';
}

function worth({ signal, weight }: SignalHit): number {
  const stage = signalKind(signal)?.stage;
  return weight + STAGE_WORTH * (stage === undefined ? 0 : TAXONOMY.stages.indexOf(stage));
}

function isSameQuote(a: SignalHit, b: SignalHit): boolean {
  return a.party === b.party && a.quote.trim().toLowerCase() === b.quote.trim().toLowerCase();
}

/** Nothing is known to tell: the longest of the last things the other party said tells most. */
function recentWords(turns: readonly TranscriptTurn[]): Evidence[] {
  const said = turns.filter((turn) => turn.party !== 'local' && turn.redacted.trim() !== '');
  const [longest] = said.slice(-RECENT_TURNS).sort((a, b) => b.redacted.length - a.redacted.length);
  if (longest === undefined) return [];
  const { party, startMs, endMs, redacted } = longest;
  return [{ party, quote: shorten(redacted), startMs, endMs }];
}

function shorten(quote: string): string {
  // A placeholder holds spaces but is one word.
  const words = quote.match(/\S*\[[^\][]*\]\S*|\S+/g) ?? [];
  return words.length <= LONGEST_QUOTE_WORDS ? quote : `${words.slice(0, LONGEST_QUOTE_WORDS).join(' ')} …`;
}
