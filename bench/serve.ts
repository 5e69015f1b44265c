import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { treePids, treeRssMb } from '../src/engines/process-tree.js';
import type { FromBench, ToBench } from './serve-child.js';
import { percentile } from './statistics.js';

// `node --import tsx bench/serve.ts [--quick]`: what the service costs. Prints a table, writes .cache/bench/serve.json.
// Idle memory is that of the built program; the rest is measured on the same service run from source, with a clock in it.
// Machines are shared: the load average is printed beside the figures.

const STREAMS = 100;
const LIVE_CALLS = 20;
const SHORT_CALL_SECONDS = 6;
const quick = process.argv.includes('--quick');
const shortCalls = quick ? 300 : 1000;
const liveSeconds = quick ? 30 : 60;
const root = fileURLToPath(new URL('..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'callwarden-bench-'));
const env = { ...process.env, CALLWARDEN_DATA: data, NO_COLOR: '1' };

const rows: [string, string, string][] = [];
const figures: Record<string, number> = {};
function tell(name: string, value: number, unit: string, bar = ''): void {
  figures[`${name} (${unit})`] = Math.round(value * 100) / 100;
  rows.push([name, `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`, bar]);
}

/** Memory of a process tree with what processes share counted once, MB. */
function treePssMb(pid: number): number {
  const kb = treePids(pid).map((one) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0; // it ended while we looked
    }
  });
  return kb.reduce((sum, one) => sum + one, 0) / 1024;
}

async function idleMemory(): Promise<void> {
  const child = spawn(process.execPath, [`${root}dist/main.js`, 'serve', '--port', '0', '--no-sample'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const address = () => /at (http:\S+)\n/.exec(out)?.[1];
  while (!address()) await pause(50);
  while ((await fetch(`${address()}readyz`)).status !== 200) await pause(100);
  await pause(quick ? 3000 : 15_000);
  tell('idle, all processes, resident', treeRssMb(child.pid), 'MB', '< 400');
  tell('idle, shared pages counted once', treePssMb(child.pid ?? 0), 'MB');
  child.kill('SIGTERM');
  await once(child, 'close');
}

function message<K extends ToBench['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<ToBench, { kind: K }>> {
  return new Promise((resolve) => {
    const listen = (one: ToBench) => {
      if (one.kind !== kind) return;
      child.off('message', listen);
      resolve(one as Extract<ToBench, { kind: K }>);
    };
    child.on('message', listen);
  });
}

const ask = (child: ChildProcess, what: FromBench) => child.send(what);
const now = () => performance.timeOrigin + performance.now();

/** Opens a stream and notes when each id arrives. */
function follow(
  address: string,
  callId: string | undefined,
  arrived: (id: number, atMs: number) => void,
): void {
  const query = callId === undefined ? '' : `?callId=${callId}`;
  get(`${address}api/v1/events${query}`, { agent: false }, (response) => {
    let rest = '';
    response.on('data', (chunk) => {
      const atMs = now();
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const id = /^id: (\d+)\nevent/.exec(block)?.[1];
        if (id !== undefined) arrived(Number(id), atMs);
      }
    });
    response.on('error', () => {});
  }).on('error', () => {});
}

async function load(child: ChildProcess, address: string): Promise<void> {
  const arrivals: [number, number][] = [];
  const note = (id: number, atMs: number) => void arrivals.push([id, atMs]);
  const calls: string[] = [];
  for (let i = 0; i < LIVE_CALLS; i++) {
    const sample = ['scam-bank-safe-account', 'legit-family-chat-sunday'][i % 2];
    const answer = await fetch(`${address}api/v1/samples/${sample}/play`, { method: 'POST' });
    calls.push(JSON.parse(await answer.text()).callId);
  }
  for (let i = 0; i < STREAMS; i++) follow(address, i % 2 === 0 ? undefined : calls[i % LIVE_CALLS], note);
  const until = performance.now() + liveSeconds * 1000;
  const asked: number[] = [];
  const paths = ['calls', `calls/${calls[0]}`, 'history', 'session', 'samples'];
  for (let i = 0; performance.now() < until; i++) {
    const began = performance.now();
    await (await fetch(`${address}api/v1/${paths[i % paths.length]}`)).text();
    asked.push(performance.now() - began);
    await pause(40);
  }
  const published = message(child, 'published');
  ask(child, { kind: 'published?' });
  const times = new Map((await published).times);
  const late = arrivals.flatMap(([id, atMs]) => {
    const publishedMs = times.get(id);
    return publishedMs === undefined ? [] : [atMs - publishedMs];
  });
  const what = `${STREAMS} streams, ${LIVE_CALLS} live calls`;
  tell(`${what}: messages that arrived`, late.length, '');
  tell(`${what}: published to arrived, p50`, percentile(late, 0.5), 'ms');
  tell(`${what}: published to arrived, p95`, percentile(late, 0.95), 'ms', '< 100');
  tell(`${what}: API, p50`, percentile(asked, 0.5), 'ms');
  tell(`${what}: API, p95`, percentile(asked, 0.95), 'ms', '< 20');
  await Promise.all(
    calls.map((callId) => fetch(`${address}api/v1/calls/${callId}/hangup`, { method: 'POST' })),
  );
}

async function growth(child: ChildProcess): Promise<void> {
  const sizes: [number, number][] = [];
  const done = message(child, 'all-heard');
  child.on('message', (one: ToBench) => {
    if (one.kind !== 'heard') return;
    sizes.push([one.calls, treeRssMb(child.pid)]);
    if (one.calls % 50 === 0)
      process.stderr.write(`  ${one.calls} calls: ${Math.round(sizes.at(-1)?.[1] ?? 0)} MB\n`);
  });
  ask(child, { kind: 'hear', calls: shortCalls, seconds: SHORT_CALL_SECONDS });
  await done;
  // Single readings jump with garbage collection: the mean of five each.
  const around = (calls: number) => {
    const near = sizes.filter(([at]) => at > calls - 50 && at <= calls).map(([, mb]) => mb);
    return near.reduce((sum, mb) => sum + mb, 0) / near.length;
  };
  tell(`resident after ${shortCalls} calls of ${SHORT_CALL_SECONDS} s`, around(shortCalls), 'MB');
  tell(`growth from call 100 to ${shortCalls}`, around(shortCalls) - around(100), 'MB', '< 20');
}

await idleMemory();
const child = fork(`${root}bench/serve-child.ts`, { env, execArgv: ['--import', 'tsx'] });
const { address } = await message(child, 'listening');
await message(child, 'ready');
// First, for the peak of many calls at a time would hide what one after the other adds.
process.stderr.write(`bench: ${shortCalls} short calls ...\n`);
await growth(child);
process.stderr.write(`bench: ${LIVE_CALLS} calls for ${liveSeconds} s ...\n`);
await load(child, address);
ask(child, { kind: 'stop' });
await once(child, 'exit');
rmSync(data, { recursive: true, force: true });

const machine = `${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`;
process.stdout.write(`${machine}\n\n`);
for (const [name, value, bar] of rows)
  process.stdout.write(`${name.padEnd(58)} ${value.padStart(12)}  ${bar}\n`);
mkdirSync(`${root}.cache/bench`, { recursive: true });
writeFileSync(`${root}.cache/bench/serve.json`, `${JSON.stringify({ machine, quick, figures }, null, 2)}\n`);
process.exit();
