// What the ear makes of the calls that speak.py spoke, through the product's own voice activity, cutting and guard:
//   node --import tsx training/text/hear.ts [--watch]
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../../src/audio/frame.js';
import type { Party } from '../../src/audio/party.js';
import { loadEngines } from '../../src/calls/engines.js';
import { defaultConfig } from '../../src/config/load.js';
import { listen } from '../../src/speech/listen.js';
import { hear } from '../../src/transcription/hear.js';

/** A call as build.py writes it; what is not named here is passed on. */
interface Call {
  readonly id: string;
  readonly turns: readonly { readonly party: Party; readonly text: string }[];
}

/** Where a turn was spoken. */
interface Span {
  readonly party: Party;
  readonly said: string;
  readonly startMs: number;
  readonly endMs: number;
}

const FRAME_SAMPLES = 320;
const folder = fileURLToPath(new URL('../../.cache/heard/', import.meta.url));
const audio = `${folder}audio/`;
const config = defaultConfig();
const engines = await loadEngines({ ...config, detection: { ...config.detection, judge: null } });

let spokenAll = existsSync(`${audio}done`);
for (;;) {
  const waiting = readdirSync(audio).filter((name) => name.endsWith('.json'));
  for (const name of waiting) await take(name);
  if (waiting.length === 0 && (spokenAll || !process.argv.includes('--watch'))) break;
  spokenAll = existsSync(`${audio}done`);
  if (waiting.length === 0) await sleep(5000);
}
await engines.close();

async function take(name: string): Promise<void> {
  const { call, spans } = JSON.parse(readFileSync(audio + name, 'utf8')) as { call: Call; spans: Span[] };
  const { id } = call;
  const texts = spans.map((): string[] => []);
  const maxChunkMs = Math.min(config.speech.maxChunkMs, engines.scheduler.transcriber.maxChunkMs);
  const chunks = listen(frames(id, spans), engines.voice, { callId: id, ...config.speech, maxChunkMs, partialEveryMs: 0 });
  const options = { callId: id, emptyText: engines.ear.card.emptyText ?? [], minConfidence: config.transcription.minConfidence };
  for await (const heard of hear(chunks, engines.scheduler, options)) {
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
  appendFileSync(`${folder}heard.jsonl`, `${JSON.stringify({ ...call, id: `${id}-heard`, rendering: 'heard', turns })}\n`);
  for (const party of new Set(spans.map((span) => span.party))) rmSync(`${audio}${id}.${party}.pcm`);
  rmSync(audio + name);
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

async function* frames(id: string, spans: readonly Span[]): AsyncGenerator<Frame> {
  const parties = [...new Set(spans.map((span) => span.party))];
  const tracks = parties.map((party) => {
    const bytes = readFileSync(`${audio}${id}.${party}.pcm`);
    return { party, samples: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1) };
  });
  const length = Math.max(...tracks.map(({ samples }) => samples.length));
  for (let at = 0; at < length; at += FRAME_SAMPLES) {
    for (const { party, samples } of tracks) {
      if (at < samples.length)
        yield { party, startMs: at / 16, samples: samples.subarray(at, at + FRAME_SAMPLES), lost: false };
    }
  }
}
