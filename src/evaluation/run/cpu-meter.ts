import { existsSync } from 'node:fs';
import { treeCpuMs } from '../../engines/process-tree.js';

/** Begins to measure the CPU time of this process and its engines; the function tells ms so far, null where nothing can. */
export function cpuMeter(): () => number | null {
  if (!existsSync('/proc/self/stat')) return () => null;
  const before = treeCpuMs();
  return () => treeCpuMs() - before;
}
