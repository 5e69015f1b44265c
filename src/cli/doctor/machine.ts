import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, loadavg, platform } from 'node:os';
import type { Finding } from './finding.js';

/** What package.json demands of Node. */
const OLDEST_NODE = [20, 19] as const;
/** The shipped models with one call take about 450 MB; below this something else will be pushed out, bytes. */
const COMFORTABLE_BYTES = 1e9;
const LEAST_BYTES = 500e6;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldMajor, oldMinor] = OLDEST_NODE;
  const recent = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  const finding = { id: 'node', title: 'Node.js', detail: version } as const;
  if (recent) return { ...finding, status: 'ok' };
  return { ...finding, status: 'fail', advice: `Install Node.js ${oldMajor}.${oldMinor} or newer.` };
}

/** @param cpuinfo /proc/cpuinfo, undefined where there is none */
export function checkProcessor(cpuinfo: string | undefined, architecture: string): Finding {
  const finding = { id: 'cpu', title: 'Processor' } as const;
  if (architecture === 'arm64') return { ...finding, status: 'ok', detail: 'arm64 with NEON' };
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo ?? '')?.[1]?.split(' ');
  if (flags === undefined) return { ...finding, status: 'ok', detail: `${architecture}, features not known` };
  const vector = ['avx512f', 'avx2', 'fma'].filter((flag) => flags.includes(flag));
  if (flags.includes('avx2'))
    return { ...finding, status: 'ok', detail: `${architecture} with ${vector.join(', ')}` };
  return {
    ...finding,
    status: 'warn',
    detail: `${architecture} without AVX2`,
    advice:
      'Speech and judge run several times slower: watch fewer lines, or switch AVX2 on in the virtual machine.',
  };
}

export function checkCores(cores: number, loadAverage: number): Finding {
  const free = Math.max(0, cores - loadAverage);
  const finding = {
    id: 'cores',
    title: 'Cores',
    detail: `${cores}, of which about ${free.toFixed(1)} free in the last minute`,
  } as const;
  if (free >= 0.5) return { ...finding, status: 'ok' };
  return {
    ...finding,
    status: 'warn',
    advice: 'A call needs about half a core: live calls would lag behind now.',
  };
}

/** @param bytes free memory, of the container where there is one */
export function checkMemory(bytes: number): Finding {
  const finding = { id: 'memory', title: 'Free memory', detail: `${(bytes / 1e9).toFixed(1)} GB` } as const;
  if (bytes >= COMFORTABLE_BYTES) return { ...finding, status: 'ok' };
  const advice =
    'The shipped models need about half a gigabyte, larger ones more (`callwarden models list`).';
  return { ...finding, status: bytes >= LEAST_BYTES ? 'warn' : 'fail', advice };
}

export async function checkMachine(): Promise<readonly Finding[]> {
  const cpuinfo = await readFile('/proc/cpuinfo', 'utf8').catch(() => undefined);
  return [
    checkNode(process.version),
    checkProcessor(cpuinfo, arch() === 'x64' ? `x86-64 ${platform()}` : arch()),
    checkCores(availableParallelism(), loadavg()[0] ?? 0),
    checkMemory(process.availableMemory()),
  ];
}
