import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engines, processesOf } from '#built/calls/engines.js';
import { rssMb } from '#built/engines/process-tree.js';
import { fixture, hearCall } from '../hear-call.js';
import type { Report } from '../report.js';

/** The beginning of a fixture that is used for calls in a row: 12 s at 16 KB/s, bytes. */
const SHORT_BYTES = 192_000;

/** Growth counts from here on: before, code is compiled and pools fill up. */
const WARM_AFTER = 10;

/** Resident memory: at rest, over many calls one after the other, and with several at once. */
export async function memory(report: Report, engines: Engines, ids: readonly string[], repeats: number) {
  const parts = (): Record<string, number> => ({
    main: rssMb(process.pid),
    ...Object.fromEntries(processesOf(engines).map((host) => [host.name, rssMb(host.pid ?? -1)])),
  });
  const sum = () => Object.values(parts()).reduce((total, one) => total + one, 0);

  report.tell('resident with the models, all processes', sum(), 'MB');
  process.stderr.write(`bench: ${repeats} calls of 12 s in a row ...\n`);
  const folder = mkdtempSync(join(tmpdir(), 'callwarden-bench-'));
  const short = join(folder, 'short.wav');
  writeFileSync(short, readFileSync(fixture('scam-parcel-customs-fee')).subarray(0, SHORT_BYTES));
  let warm: Record<string, number> = {};
  for (let i = 1; i <= repeats; i++) {
    await hearCall(short, engines);
    if (i === WARM_AFTER) warm = parts();
  }
  rmSync(folder, { recursive: true });
  const after = parts();
  const grown = Object.entries(after).map(([name, mb]) => [name, mb - (warm[name] ?? 0)] as const);
  for (const [name, mb] of grown) {
    report.tell(`resident after ${repeats} calls, ${name}`, after[name] ?? 0, 'MB');
    report.tell(`growth from call ${WARM_AFTER} to ${repeats}, ${name}`, mb, 'MB');
  }
  const whole = grown.reduce((total, [, mb]) => total + mb, 0);
  report.tell(`growth from call ${WARM_AFTER} to ${repeats}, all processes`, whole, 'MB', '< 20');

  for (const count of [1, 4, 8]) {
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, sum());
    }, 100);
    await Promise.all(Array.from({ length: count }, () => hearCall(fixture(ids[0] ?? ''), engines)));
    clearInterval(timer);
    report.tell(`peak resident with ${count} call${count > 1 ? 's' : ''}`, peak, 'MB');
  }
}
