import { readdirSync, readFileSync } from 'node:fs';

/** Kernel ticks a second: 100 on every Linux that Node runs on (getconf CLK_TCK). */
const TICKS_PER_S = 100;

/** CPU time used so far by this process and all it started that still run, in ms. Linux only. */
export function treeCpuMs(root = process.pid): number {
  return tree(root).reduce((sum, { ticks }) => sum + ticks, 0) * (1000 / TICKS_PER_S);
}

/** Resident memory of this process and all it started, in MB. */
export function treeRssMb(root = process.pid): number {
  return tree(root).reduce((sum, { pid }) => sum + rssMb(pid), 0);
}

/** This process and all it started that still run. */
export function treePids(root = process.pid): number[] {
  return tree(root).map(({ pid }) => pid);
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

function tree(root: number): ProcessRow[] {
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => row(Number(name)) ?? []);
  const members = new Set([root]);
  // Parents may stand behind their children in the listing, so go over it until nothing is added.
  for (let size = 0; size !== members.size; ) {
    size = members.size;
    for (const { pid, parent } of rows) if (members.has(parent)) members.add(pid);
  }
  return rows.filter(({ pid }) => members.has(pid));
}

function row(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so fields are counted from behind it: proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // it ended while we looked
  }
}

/** Resident memory of one process, in MB; 0 when it has ended. */
export function rssMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
