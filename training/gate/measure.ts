// Figures of the gate on labelled text, through the product's own code:
//   node --import tsx training/gate/measure.ts test|dev|test-heard|dev-heard [--json FILE] [--scores FILE]
import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import type { Party } from '../../src/audio/party.js';
import { Gate } from '../../src/detection/gate.js';

interface Call {
  readonly id: string;
  readonly label: 'scam' | 'legitimate';
  readonly category: string;
  readonly source: string;
  readonly hardNegative?: boolean;
  /** `clean`, or `recognised-R` with recognition errors at rate R. */
  readonly rendering: string;
  readonly extractionCueTurn?: number;
  readonly turns: readonly { readonly party: Party; readonly text: string }[];
}

interface Scored {
  readonly call: Call;
  readonly logit: number;
  readonly probability: number;
  /** Pieces heard, pieces that woke the judge, and whether one did before and at the extraction cue. */
  readonly pieces: number;
  readonly keyframes: number;
  readonly wokenBeforeAsk: boolean | undefined;
}

/** The product commits words in pieces of about this length. */
const PIECE_WORDS = 12;
/** Ordinary talk that people really had; the rest of it is written, with hard negatives far above their share in life. */
const REAL = new Set(['icsi', 'star', 'multidogo']);
/** Speaking rate for made-up times, words per second. */
const RATE = 2.6;

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SPLITS = ['dev', 'test', 'dev-heard', 'test-heard'];
const split = SPLITS.find((name) => name === process.argv[2]);
if (!split) throw new Error(`Which calls? One of ${SPLITS.join(', ')}.`);
const option = (name: string) => {
  const place = process.argv.indexOf(name);
  return place < 0 ? undefined : process.argv[place + 1];
};

const gate = await Gate.load(at('models/gate-en/gate-en.json'));
const scored: Scored[] = [];
const times: number[] = [];
let words = 0;
const lines = createInterface({ input: createReadStream(at(`.cache/text/${split}.jsonl.gz`)).pipe(createGunzip()) });
for await (const line of lines) scored.push(score(JSON.parse(line) as Call));
print();

function score(call: Call): Scored {
  const session = gate.open();
  let [pieces, keyframes, heard, logit, probability] = [0, 0, 0, -12, 0];
  let wokenBeforeAsk = call.extractionCueTurn === undefined ? undefined : false;
  for (const [index, { party, text }] of call.turns.entries()) {
    const spoken = text.split(/\s+/).filter(Boolean);
    for (let i = 0; i < spoken.length; i += PIECE_WORDS) {
      const piece = spoken.slice(i, i + PIECE_WORDS);
      const startMs = (heard / RATE) * 1000;
      heard += piece.length;
      const began = performance.now();
      const reading = session.hear({ party, startMs, endMs: (heard / RATE) * 1000, text: piece.join(' ') });
      times.push(performance.now() - began);
      pieces += 1;
      if (reading.keyframe) keyframes += 1;
      if (reading.keyframe && call.extractionCueTurn !== undefined && index <= call.extractionCueTurn) wokenBeforeAsk = true;
      ({ logit, probability } = reading);
    }
  }
  words += heard;
  return { call, logit, probability, pieces, keyframes, wokenBeforeAsk };
}

function print(): void {
  const ordinary = scored.filter(({ call }) => call.label !== 'scam');
  const scam = scored.filter(({ call }) => call.label === 'scam');
  const sorted = ordinary.map(({ logit }) => logit).sort((a, b) => b - a);
  const cut = (share: number, of = sorted) => of[Math.floor(share * of.length)] ?? 0;
  const [one, tenth] = [cut(0.01), cut(0.001)];
  const isReal = ({ call }: Scored) => REAL.has(call.source);
  const real = ordinary.filter(isReal).map(({ logit }) => logit).sort((a, b) => b - a);
  const [realOne, realTenth] = [cut(0.01, real), cut(0.001, real)];
  const share = (part: readonly Scored[], test: (s: Scored) => boolean) => part.filter(test).length / Math.max(1, part.length);
  const groups = new Map<string, Scored[]>();
  const put = (name: string, s: Scored) => groups.set(name, [...(groups.get(name) ?? []), s]);
  for (const s of scored) {
    const { label, source, category, hardNegative } = s.call;
    put(`${label}, all`, s);
    if (label === 'scam') put(`scam, ${errorsOf(s.call.rendering)}`, s);
    put(`${label}, ${source}${hardNegative ? ', hard negatives' : ''}`, s);
    if (source === 'generated') put(`${label}, generated, ${category}`, s);
    if (label !== 'scam' && isReal(s)) put('legitimate, real talk', s);
  }
  const slices: Record<string, Record<string, number>> = {};
  console.log(`${'slice'.padEnd(48)} calls   1%    0.1%   1% real  0.1% real  p > .5`);
  for (const [name, part] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
    const row = {
      calls: part.length,
      over1: round(share(part, ({ logit }) => logit > one)),
      over01: round(share(part, ({ logit }) => logit > tenth)),
      overReal1: round(share(part, ({ logit }) => logit > realOne)),
      overReal01: round(share(part, ({ logit }) => logit > realTenth)),
      overHalf: round(share(part, ({ probability }) => probability > 0.5)),
    };
    slices[name] = row;
    console.log(`${name.padEnd(48)} ${String(row.calls).padStart(5)}  ${[row.over1, row.over01, row.overReal1, row.overReal01, row.overHalf].map((v) => v.toFixed(3)).join('  ')}`);
  }
  const asked = scam.filter(({ wokenBeforeAsk }) => wokenBeforeAsk !== undefined);
  const sum = (part: readonly Scored[], of: (s: Scored) => number) => part.reduce((total, s) => total + of(s), 0);
  times.sort((a, b) => a - b);
  const summary = {
    split,
    ordinaryCalls: ordinary.length,
    scamCalls: scam.length,
    recallAt1: round(share(scam, ({ logit }) => logit > one)),
    recallAt1OfReal: round(share(scam, ({ logit }) => logit > realOne)),
    recallAt01OfReal: round(share(scam, ({ logit }) => logit > realTenth)),
    recallAt01: round(share(scam, ({ logit }) => logit > tenth)),
    keyframeShareOrdinary: round(sum(ordinary, (s) => s.keyframes) / sum(ordinary, (s) => s.pieces)),
    keyframeShareScam: round(sum(scam, (s) => s.keyframes) / sum(scam, (s) => s.pieces)),
    judgeCallsSaved: round(1 - sum(scored, (s) => s.keyframes) / sum(scored, (s) => s.pieces)),
    scamCallsNeverLookedAt: round(share(scam, ({ keyframes }) => keyframes === 0)),
    lookedAtByTheAsk: round(share(asked, ({ wokenBeforeAsk }) => wokenBeforeAsk === true)),
    msPerPieceMedian: round(times[times.length >> 1] ?? 0),
    msPerPieceP99: round(times[Math.floor(times.length * 0.99)] ?? 0),
    words,
  };
  console.log(JSON.stringify(summary, null, 1));
  const json = option('--json');
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ summary, slices }, null, 1)}\n`);
  const scores = option('--scores');
  if (scores !== undefined) writeFileSync(scores, scored.map(({ call, logit }) => `${call.id}\t${logit}\n`).join(''));
}

function errorsOf(rendering: string): string {
  if (rendering === 'clean') return 'clean text';
  if (rendering === 'heard') return 'heard';
  const rate = Number(rendering.split('-')[1]);
  return rate === 0 ? 'recognised, no errors' : rate <= 0.15 ? 'recognised, up to 15 % errors' : 'recognised, 20 to 50 % errors';
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
