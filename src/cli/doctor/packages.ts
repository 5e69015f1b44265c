import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding.js';

/** Loading native code on a busy machine; llama.cpp tries several builds, ms. */
const PATIENCE_MS = 60_000;

/** A native package and a few lines that load it and print its version, in a process of their own. */
interface Probe {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly without: string;
}

const PROBES: readonly Probe[] = [
  {
    id: 'sherpa-onnx-node',
    title: 'Speech engine',
    code: `const { default: s } = await import('sherpa-onnx-node');
      console.log('sherpa-onnx ' + s.version + ', onnxruntime ' + s.onnxruntimeVersion);`,
    without: 'Nothing can be heard without it: run `npm install` again on this machine.',
  },
  {
    id: 'node-llama-cpp',
    title: 'Judge engine',
    // The library tries its binary in a child of its own, which must not inherit "-e".
    code: `process.execArgv.length = 0;
      const { getLlama } = await import('node-llama-cpp');
      const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false });
      console.log('llama.cpp, ' + llama.buildType + ', ' + llama.cpuMathCores + ' cores');
      await llama.dispose();`,
    without:
      'The gate alone judges without it: run `npm install` again on this machine, or set detection.judge to null.',
  },
];

/** Loads each native package in a child: one that ends its process must not end the examination. */
export async function checkPackages(signal: AbortSignal): Promise<readonly Finding[]> {
  return Promise.all(PROBES.map((probe) => check(probe, signal)));
}

async function check({ id, title, code, without }: Probe, signal: AbortSignal): Promise<Finding> {
  const outcome = await runs(code, signal);
  if ('version' in outcome) return { id, title, status: 'ok', detail: outcome.version };
  return { id, title, status: 'fail', detail: `${id} cannot be loaded (${outcome.fault})`, advice: without };
}

/** Runs a few lines of code in a fresh Node process, from the package's folder. */
export function runs(code: string, signal: AbortSignal): Promise<{ version: string } | { fault: string }> {
  const options = {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    timeout: PATIENCE_MS,
    signal,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', code], options, (error, stdout, stderr) => {
      if (error === null) resolve({ version: stdout.trim() });
      else resolve({ fault: faultOf(error, stderr) });
    });
  });
}

function faultOf(
  error: { code?: number | string | null; signal?: NodeJS.Signals | null },
  stderr: string,
): string {
  // The first line that names an error says more than the stack below it.
  const said = stderr.split('\n').find((line) => /error/i.test(line) && !line.startsWith(' '));
  const how = error.signal ? `ended by ${error.signal}` : `exit status ${error.code}`;
  return said ? `${how}: ${said.trim().slice(0, 200)}` : how;
}
