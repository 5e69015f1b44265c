import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { frameDurationMs } from '../src/audio/frame.js';
import { defaultConfig } from '../src/config/load.js';
import { treeCpuMs } from '../src/engines/process-tree.js';
import { resolveModel } from '../src/models/resolve.js';
import { soleFile } from '../src/models/roles.js';
import { AsteriskCall } from '../src/sources/asterisk/asterisk-call.js';
import { AsteriskSource } from '../src/sources/asterisk/asterisk-source.js';
import { listen } from '../src/speech/listen.js';
import { startSpeechEngine } from '../src/speech/speech-engine-host.js';
import { SileroVoiceActivity } from '../src/speech/voice-activity.js';
import { Asterisk } from '../test/live/helpers/asterisk.js';
import { placeCall } from '../test/live/helpers/sipp-call.js';
import { partiesOf } from '../test/live/helpers/speech.js';
import { eventually } from '../test/live/helpers/tapped.js';
import { median, percentile } from './statistics.js';

// `node --import tsx bench/tap.ts`: what tapping a real Asterisk costs. Needs sipp; fetches Asterisk once.
// Machines are shared: the load average is printed beside the figures.

const CALLS = 20;
const config = defaultConfig();
const rows: [string, string, string][] = [];
const figures: Record<string, number> = {};
function tell(name: string, value: number, unit: string, bar: string): void {
  figures[`${name} (${unit})`] = Math.round(value * 10) / 10;
  rows.push([name, `${value.toFixed(1)} ${unit}`, bar]);
}

await using pbx = await Asterisk.start();
const { remote, local } = await partiesOf('scam-bank-safe-account');
const source = new AsteriskSource(pbx.line());
const calls: AsteriskCall[] = [];
const delays: number[] = [];
let hears: (call: AsteriskCall) => Promise<void> = timed;
const stop = new AbortController();
const reading = (async () => {
  for await (const call of source.calls(stop.signal)) {
    if (!(call instanceof AsteriskCall)) continue;
    calls.push(call);
    void hears(call);
  }
})();
await eventually(() => source.health().state === 'up', 'the line is up');

/** How much later than the smallest delay of its party each frame came: what the way adds to the media's own pace. */
async function timed(call: AsteriskCall): Promise<void> {
  const late = { remote: [] as number[], local: [] as number[], mixed: [] as number[] };
  for await (const frame of call.frames) {
    late[frame.party].push(call.now() - frame.startMs - frameDurationMs(frame));
  }
  for (const values of Object.values(late)) {
    const least = Math.min(...values);
    delays.push(...values.map((value) => value - least));
  }
}

// One call after the other: attach time and delay.
for (let i = 0; i < 8; i++) {
  await using phones = await placeCall(pbx, { durationMs: 3000, caller: remote, callee: local });
  await phones.ended;
}
await sleep(500);
const attach = calls.map(({ attachMs }) => attachMs ?? Number.NaN);
tell('bridge seen to both directions heard, median', median(attach), 'ms', '<= 150');
tell('bridge seen to both directions heard, worst', Math.max(...attach), 'ms', '<= 150');
tell('media to frame beyond the quickest frame, p50', percentile(delays, 0.5), 'ms', '');
tell('media to frame beyond the quickest frame, p95', percentile(delays, 0.95), 'ms', '<= 60');

// Twenty at once, heard by voice activity as in service.
const vad = await resolveModel('silero-vad', { kind: 'vad' });
const host = startSpeechEngine({
  voice: { model: soleFile(vad, '.onnx'), threshold: config.speech.threshold },
  recogniser: undefined,
});
await host.ready();
hears = async (call) => {
  const options = {
    ...config.speech,
    partialEveryMs: config.transcription.partialEveryMs,
    callId: call.callId,
  };
  for await (const _chunk of listen(call.frames, new SileroVoiceActivity(host), options)) {
    // Recognition is another bench's.
  }
};
const before = calls.length;
await using crowd = await placeCall(pbx, { durationMs: 25_000, caller: remote, callee: local, calls: CALLS });
await eventually(() => calls.length === before + CALLS, 'all are tapped', 20_000);
await sleep(2000);
// Ours and the engine's; the phones and the PBX are children of this process too and do not count.
const ours = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + treeCpuMs(host.pid);
};
const [cpu, began] = [ours(), performance.now()];
await sleep(15_000);
tell(
  `CPU of ${CALLS} tapped calls (decoding, VAD)`,
  ((ours() - cpu) / (performance.now() - began)) * 100,
  '% of a core',
  '< 100',
);
const crowded = calls.slice(before).map(({ attachMs }) => attachMs ?? Number.NaN);
tell(`attach with ${CALLS} calls at once, median`, median(crowded), 'ms', '');
await crowd.ended;
stop.abort();
await reading;
await host.close();

const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, value, bar] of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${value.padStart(18)}  ${bar && `bar ${bar}`}\n`);
}
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadavg() };
process.stdout.write(`load average ${machine.load.map((load) => load.toFixed(1)).join(', ')}\n`);
const folder = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}tap.json`, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
