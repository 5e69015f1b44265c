import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { treePids, treeRssMb } from '#built/engines/process-tree.js';
import { Report } from './report.js';
import type { FromBench, ToBench } from './serve-child.js';
import { percentile } from './statistics.js';

// `node --import tsx bench/serve.ts [--quick] [PART...]`: what the service costs, of the built product (`npm run build` first).
// Prints a table, writes .cache/bench/serve.json. Linux only. Machines differ and are shared: look at the load average.

const PARTS = ['idle', 'growth', 'load'];
const STREAMS = 100;
const LIVE_CALLS = 20;
const SHORT_CALL_SECONDS = 6;
/** Growth counts from here on. */
const WARM_AFTER = 100;

const quick = process.argv.includes('--quick');
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = named.find((part) => !PARTS.includes(part));
if (unknown) throw new Error(`There is no part "${unknown}": ${PARTS.join(', ')}.`);
const wanted = (part: string) => named.length === 0 || named.includes(part);
const shortCalls = quick ? 300 : 1000;
const liveSeconds = quick ? 30 : 60;
const root = fileURLToPath(new URL('..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'callwarden-bench-'));
const env = { ...process.env, CALLWARDEN_DATA: data, NO_COLOR: '1' };
const report = new Report();

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
  report.tell('idle, all processes, resident', treeRssMb(child.pid), 'MB', '< 400');
  report.tell('idle, shared pages counted once', treePssMb(child.pid ?? 0), 'MB');
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
  process.stderr.write(`bench: ${LIVE_CALLS} calls for ${liveSeconds} s ...\n`);
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
  const asked: { readonly path: string; readonly ms: number }[] = [];
  const paths = ['calls', `calls/${calls[0]}`, 'history', 'session', 'samples'];
  for (let i = 0; performance.now() < until; i++) {
    const path = paths[i % paths.length] ?? '';
    const began = performance.now();
    await (await fetch(`${address}api/v1/${path}`)).text();
    asked.push({ path: path.replace(/\/.*/, '/:callId'), ms: performance.now() - began });
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
  report.tell(`${what}: messages that arrived`, late.length, '');
  report.tell(`${what}: published to arrived, p50`, percentile(late, 0.5), 'ms');
  report.tell(`${what}: published to arrived, p95`, percentile(late, 0.95), 'ms', '< 100');
  const p95 = (of: (path: string) => boolean) =>
    percentile(
      asked.filter(({ path }) => of(path)).map(({ ms }) => ms),
      0.95,
    );
  report.tell(
    `${what}: API, p95`,
    p95(() => true),
    'ms',
    '< 20',
  );
  for (const path of new Set(asked.map((one) => one.path))) {
    report.tell(
      `${what}: API, p95 of /${path}`,
      p95((one) => one === path),
      'ms',
    );
  }
  await Promise.all(
    calls.map((callId) => fetch(`${address}api/v1/calls/${callId}/hangup`, { method: 'POST' })),
  );
}

async function growth(child: ChildProcess): Promise<void> {
  process.stderr.write(`bench: ${shortCalls} short calls in a row ...\n`);
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
  const mean = (from: number, to: number) => {
    const near = sizes.filter(([at]) => at > from && at <= to).map(([, mb]) => mb);
    return near.reduce((sum, mb) => sum + mb, 0) / near.length;
  };
  const warm = mean(WARM_AFTER, WARM_AFTER + 50);
  const last = mean(shortCalls - 50, shortCalls);
  report.tell(`resident after ${shortCalls} calls of ${SHORT_CALL_SECONDS} s`, last, 'MB');
  report.tell(`growth from call ${WARM_AFTER} to ${shortCalls}`, last - warm, 'MB', '< 20');
}

if (wanted('idle')) await idleMemory();
if (wanted('growth') || wanted('load')) {
  const child = fork(`${root}bench/serve-child.ts`, { env, execArgv: ['--import', 'tsx'] });
  const { address } = await message(child, 'listening');
  await message(child, 'ready');
  // First, for the peak of many calls at a time would hide what one after the other adds.
  if (wanted('growth')) await growth(child);
  if (wanted('load')) await load(child, address);
  ask(child, { kind: 'stop' });
  await once(child, 'exit');
}
rmSync(data, { recursive: true, force: true });
report.finish('serve');
process.exit();
