import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { analyzeRecording } from '../src/calls/analyze-recording.js';
import { type Engines, loadEngines } from '../src/calls/engines.js';
import { defaultConfig } from '../src/config/load.js';
import type { Config } from '../src/config/schema.js';
import { treeCpuMs, treeRssMb } from '../src/engines/process-tree.js';
import { openRecording } from '../src/sources/recording/recording.js';
import { slidingWindowCpuMs } from './sliding-window.js';
import { median, percentile } from './statistics.js';
import { labelledTurns, type StampedEvent, verdictLatencies, wordLatencies } from './word-latency.js';

// `npm run bench [-- --quick]`: what a call costs and how late its words are. Prints a table, writes
// .cache/bench/bench.json. Machines differ and are shared: read the ratios before the milliseconds.

const CALLS = ['scam-bank-safe-account', 'legit-family-chat-sunday', 'scam-tech-support-remote-access'];
const fixtures = fileURLToPath(new URL('../audio-fixtures/', import.meta.url));
const quick = process.argv.includes('--quick');

interface CallFigures {
  readonly audioMs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly events: readonly StampedEvent[];
}

async function hearCall(
  id: string,
  engines: Engines,
  config: Config,
  realtime: boolean,
): Promise<CallFigures> {
  const analysis = await analyzeRecording({ file: `${fixtures}${id}.wav` }, engines, config, {
    callId: `${id}-${performance.now()}`,
    realtime,
  });
  const cpu = treeCpuMs();
  const began = performance.now();
  const events: StampedEvent[] = [];
  let audioMs = 0;
  for await (const event of analysis.events) {
    events.push({ event, wallMs: performance.now() - began });
    if (event.type === 'call-ended') audioMs = event.audioMs;
  }
  return { audioMs, cpuMs: treeCpuMs() - cpu, wallMs: performance.now() - began, events };
}

async function slideOver(id: string, engines: Engines, padded: boolean): Promise<number> {
  const recording = await openRecording({ file: `${fixtures}${id}.wav` });
  return slidingWindowCpuMs(recording.frames(), engines, padded);
}

const config = defaultConfig();
const rows: [string, string, string][] = [];
const figures: Record<string, number> = {};
function tell(name: string, value: number, unit: string, bar = ''): void {
  figures[`${name} (${unit})`] = Math.round(value * 1000) / 1000;
  rows.push([name, `${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`, bar]);
}

const idleRss = treeRssMb();
await using engines = await loadEngines(config);
for (const notice of engines.notices) process.stderr.write(`${notice}\n`);
const loadedRss = treeRssMb();
await hearCall(CALLS[0] ?? '', engines, config, false); // warm up

// One call at the pace of life: CPU and latencies.
const words: number[] = [];
const verdicts: number[] = [];
const shares: number[] = [];
for (const id of quick ? CALLS.slice(0, 1) : CALLS) {
  process.stderr.write(`bench: ${id} in real time ...\n`);
  const call = await hearCall(id, engines, config, true);
  words.push(...wordLatencies(call.events, labelledTurns(`${fixtures}manifest.jsonl`, id)));
  verdicts.push(...verdictLatencies(call.events));
  shares.push((call.cpuMs / call.audioMs) * 100);
}
tell('CPU of one live call', median(shares), '% of a core', '< 50');
tell('word spoken to committed, p50', percentile(words, 0.5), 'ms');
tell('word spoken to committed, p95', percentile(words, 0.95), 'ms', '<= 2500');
tell('committed to verdict, p50', percentile(verdicts, 0.5), 'ms');
tell('committed to verdict, p95', percentile(verdicts, 0.95), 'ms', '<= 1000');

// The same calls as fast as the machine goes, beside the sliding-window way, both in this run.
const speeds: number[] = [];
const ratios: number[] = [];
const trimmedRatios: number[] = [];
const evaluated: number[] = [];
for (const id of CALLS) {
  process.stderr.write(`bench: ${id} as fast as possible, then by sliding window ...\n`);
  const ours = await hearCall(id, engines, config, false);
  const hearing = await hearCall(id, { ...engines, judge: undefined }, config, false);
  const sliding = (padded: boolean) => slideOver(id, engines, padded);
  ratios.push((await sliding(true)) / hearing.cpuMs);
  trimmedRatios.push((await sliding(false)) / hearing.cpuMs);
  speeds.push(ours.audioMs / ours.wallMs);
  const ended = ours.events.at(-1)?.event;
  if (ended?.type === 'call-ended') evaluated.push(ended.tokens.evaluated / ended.tokens.whole);
  tell(`CPU per minute of call, ${id}`, ours.cpuMs / (ours.audioMs / 60_000), 'ms');
}
tell('speed', median(speeds), 'times real time');
tell('sliding window as whisper.cpp does it (30 s encoded) / our hearing', median(ratios), 'x', '>= 3');
tell('sliding window with only its 10 s encoded / our hearing', median(trimmedRatios), 'x', '>= 3');
tell('judge tokens evaluated / re-evaluating all', median(evaluated), 'x', '<= 0.2 on 3 minutes');

// An engine that dies.
for (const host of engines.hosts) {
  const before = host.restarts;
  const killedAt = performance.now();
  process.kill(host.pid ?? -1, 'SIGKILL');
  while (host.restarts === before) await new Promise((resolve) => setTimeout(resolve, 5));
  await host.ready();
  tell(`${host.name} engine back after SIGKILL`, performance.now() - killedAt, 'ms', '<= 2000');
}

// Memory.
tell('resident before the models', idleRss, 'MB');
tell('resident with the models', loadedRss, 'MB');
for (const count of [1, 4, 8]) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, treeRssMb());
  }, 100);
  await Promise.all(Array.from({ length: count }, () => hearCall(CALLS[0] ?? '', engines, config, false)));
  clearInterval(timer);
  tell(`peak resident with ${count} call${count > 1 ? 's' : ''}`, peak, 'MB');
}
const repeats = quick ? 30 : 200;
process.stderr.write(`bench: ${repeats} calls in a row ...\n`);
let afterTenth = 0;
for (let i = 1; i <= repeats; i++) {
  await hearCall('scam-parcel-customs-fee', engines, config, false);
  if (i === 10) afterTenth = treeRssMb();
}
tell(`resident growth from call 10 to ${repeats}`, treeRssMb() - afterTenth, 'MB', '< 20');

const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, value, bar] of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${value.padStart(18)}  ${bar && `bar ${bar}`}\n`);
}
const folder = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
mkdirSync(folder, { recursive: true });
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadavg() };
writeFileSync(`${folder}bench.json`, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
