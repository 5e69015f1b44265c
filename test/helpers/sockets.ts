import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

// What a command does on the network, seen by the kernel and not by the command: for tests of the promise that nothing leaves.

/** Programs to run a command with, so that all it sends on the network is written to a file, its children's too. */
export function traced(file: string): string[] {
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0) {
    throw new Error('Sockets cannot be traced here: install the Debian package strace, and allow ptrace.');
  }
  const calls = 'trace=connect,sendto,sendmsg,sendmmsg';
  return ['strace', '-f', '--seccomp-bpf', '-qq', '-e', calls, '-e', 'signal=none', '-o', file];
}

/**
 * Programs to run a command with where there is no network at all.
 * @param loopback whether the machine itself can be reached there, for commands that serve
 */
export function withoutNetwork({ loopback = false } = {}): string[] {
  const alone = ['unshare', '-rn'];
  const wrap = loopback ? [...alone, 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] : alone;
  const [program = '', ...args] = wrap;
  if (spawnSync(program, [...args, 'true']).status !== 0) {
    throw new Error('This machine allows no network namespace: the promise of no network cannot be tested.');
  }
  return wrap;
}

/** Addresses that a traced command connected or sent to, or tried to, each once: `203.0.113.7:53`, `[::1]:80`. */
export async function addressesIn(file: string): Promise<string[]> {
  const trace = await readFile(file, 'utf8');
  const found = new Set<string>();
  for (const [, v4port, v4] of trace.matchAll(
    /sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([\d.]+)"\)/g,
  )) {
    found.add(`${v4}:${v4port}`);
  }
  for (const [, v6port, v6] of trace.matchAll(
    /sa_family=AF_INET6, sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([0-9a-f:.]+)"/g,
  )) {
    found.add(`[${v6}]:${v6port}`);
  }
  return [...found];
}
