// Word errors of spoken calls, and how long their words wait for their chunk to end, under other settings of `speech`:
//   python training/text/speak.py dev --calls 100
//   node --import tsx training/text/chunk-errors.ts '{}' '{"overlapMs": 200}'      # leaves the audio where it is
import { readdirSync } from 'node:fs';
import type { Party } from '../../src/audio/party.js';
import type { SpeechConfig } from '../../src/config/schema.js';
import { countErrors } from '../../src/evaluation/word-errors.js';
import { close, hearCall } from './hearing.js';
import { AUDIO, spokenCall } from './spoken-call.js';

const names = readdirSync(AUDIO).filter((name) => name.endsWith('.json'));
process.stdout.write('calls  word errors  heard per said  waits ms: half  95 %  chunks  settings\n');
for (const settings of process.argv.slice(2)) {
  const row = await measured(JSON.parse(settings) as Partial<SpeechConfig>);
  process.stdout.write(`${row.join('  ')}  ${settings}\n`);
}
await close();

async function measured(speech: Partial<SpeechConfig>): Promise<(string | number)[]> {
  let [said, got, wrong, chunks] = [0, 0, 0, 0];
  const waits: number[] = [];
  for (const name of names) {
    const { call, spans } = spokenCall(name);
    const parties = new Set(spans.map(({ party }) => party));
    const heardOf = new Map<Party, string[]>([...parties].map((party) => [party, []]));
    let chunkEndMs = 0;
    const noted = ({ endMs }: { readonly endMs: number }) => {
      chunks++;
      chunkEndMs = endMs;
    };
    for await (const heard of hearCall(call.id, parties, speech, noted)) {
      if (!('turn' in heard)) continue;
      heardOf.get(heard.turn.party)?.push(...heard.turn.words.map(({ text }) => text));
      waits.push(...heard.turn.words.map(({ endMs }) => chunkEndMs - endMs));
    }
    for (const [party, heard] of heardOf) {
      const reference = spans
        .filter((span) => span.party === party)
        .flatMap((span) => span.said.split(' ').filter(Boolean));
      const { words, substituted, missed, invented } = countErrors(reference, heard);
      said += words;
      got += heard.length;
      wrong += substituted + missed + invented;
    }
  }
  waits.sort((a, b) => a - b);
  const share = (part: number) => Math.round(waits[Math.floor(part * waits.length)] ?? 0);
  return [names.length, (wrong / said).toFixed(3), (got / said).toFixed(3), share(0.5), share(0.95), chunks];
}
