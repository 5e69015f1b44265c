// Word errors of spoken calls, and how long their words wait for their chunk to end, under other settings of `speech`:
//   python training/text/speak.py dev --calls 100
//   node --import tsx training/text/chunk-errors.ts '{}' '{"overlapMs": 200}'      # leaves the audio where it is
import { readdirSync } from 'node:fs';
import type { Party } from '../../src/audio/party.js';
import { loadEngines } from '../../src/calls/engines.js';
import { defaultConfig } from '../../src/config/load.js';
import type { SpeechConfig } from '../../src/config/schema.js';
import { alignWords } from '../../src/evaluation/word-errors.js';
import { listen } from '../../src/speech/listen.js';
import { hear } from '../../src/transcription/hear.js';
import { AUDIO, framesOf, spokenCall } from './spoken-call.js';

const config = defaultConfig();
const engines = await loadEngines({ ...config, detection: { ...config.detection, judge: null } });
const names = readdirSync(AUDIO).filter((name) => name.endsWith('.json'));
const ear = { emptyText: engines.ear.card.emptyText ?? [], minConfidence: config.transcription.minConfidence };
process.stdout.write('calls  word errors  heard per said  waits ms: half  95 %  chunks  settings\n');
for (const settings of process.argv.slice(2)) {
  const row = await measured({ ...config.speech, ...(JSON.parse(settings) as Partial<SpeechConfig>) });
  process.stdout.write(`${row.join('  ')}  ${settings}\n`);
}
await engines.close();

async function measured(speech: SpeechConfig): Promise<(string | number)[]> {
  let [said, got, wrong, chunks] = [0, 0, 0, 0];
  const waits: number[] = [];
  for (const name of names) {
    const { call, spans } = spokenCall(name);
    const callId = call.id;
    const parties = new Set(spans.map(({ party }) => party));
    const heardOf = new Map<Party, string[]>([...parties].map((party) => [party, []]));
    const cut = listen(framesOf(callId, parties), engines.voice, { callId, ...speech, partialEveryMs: 0 });
    let chunkEndMs = 0;
    const noted = (async function* () {
      for await (const chunk of cut) {
        chunks++;
        chunkEndMs = chunk.endMs;
        yield chunk;
      }
    })();
    const guard = { ...ear, callId };
    for await (const heard of hear(noted, engines.scheduler, guard)) {
      if (!('turn' in heard)) continue;
      heardOf.get(heard.turn.party)?.push(...heard.turn.words.map(({ text }) => text));
      waits.push(...heard.turn.words.map(({ endMs }) => chunkEndMs - endMs));
    }
    for (const [party, heard] of heardOf) {
      const reference = spans
        .filter((span) => span.party === party)
        .flatMap((span) => span.said.split(' ').filter(Boolean));
      said += reference.length;
      got += heard.length;
      wrong += alignWords(reference, heard).filter(
        (pair) =>
          pair.reference === undefined ||
          pair.heard === undefined ||
          reference[pair.reference] !== heard[pair.heard],
      ).length;
    }
  }
  waits.sort((a, b) => a - b);
  const share = (part: number) => Math.round(waits[Math.floor(part * waits.length)] ?? 0);
  return [names.length, (wrong / said).toFixed(3), (got / said).toFixed(3), share(0.5), share(0.95), chunks];
}
