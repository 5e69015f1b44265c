// What the ear makes of the calls that speak.py spoke, through the product's own voice activity, cutting and guard:
//   node --import tsx training/text/hear.ts [--once] [--share 0/2]      a share of the calls, so that several run side by side
import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Party } from '../../src/audio/party.js';
import { close, hearCall } from './hearing.js';
import { AUDIO, HEARD, type Span, samplesFile, spokenCall } from './spoken-call.js';

const { share } = parseArgs({ options: { share: { type: 'string', default: '0/1' }, once: { type: 'boolean' } } }).values;
const [mine = 0, shares = 1] = share.split('/').map(Number);

for (const name of readdirSync(AUDIO).filter((file) => file.endsWith('.json') && shareOf(file) === mine)) await take(name);
await close();

/** By name alone, since what was heard is deleted while others still list. */
function shareOf(name: string): number {
  return [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % shares;
}

async function take(name: string): Promise<void> {
  const { call, spans } = spokenCall(name);
  const { id } = call;
  const parties = new Set(spans.map((span) => span.party));
  const texts = spans.map((): string[] => []);
  for await (const heard of hearCall(id, parties)) {
    if (!('turn' in heard)) continue;
    for (const word of heard.turn.words) {
      texts[nearest(spans, heard.turn.party, (word.startMs + word.endMs) / 2)]?.push(word.text);
    }
  }
  const turns = call.turns.map((turn, index) => ({
    ...turn,
    said: spans[index]?.said,
    text: texts[index]?.join(' ') ?? '',
  }));
  appendFileSync(`${HEARD}heard.jsonl`, `${JSON.stringify({ ...call, id: `${id}-heard`, rendering: 'heard', turns })}\n`);
  for (const party of parties) rmSync(samplesFile(id, party));
  rmSync(AUDIO + name);
}

/** The turn of that party at or next to a moment. */
function nearest(turns: readonly Span[], party: Party, atMs: number): number {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [index, turn] of turns.entries()) {
    const away = Math.max(turn.startMs - atMs, atMs - turn.endMs, 0);
    if (turn.party === party && away < least) [best, least] = [index, away];
  }
  return best;
}
