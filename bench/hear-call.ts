import { fileURLToPath } from 'node:url';
import { analyzeRecording } from '#built/calls/analyze-recording.js';
import type { Engines } from '#built/calls/engines.js';
import { defaultConfig } from '#built/config/load.js';
import { treeCpuMs } from '#built/engines/process-tree.js';
import type { StampedEvent } from './word-latency.js';

const fixtures = fileURLToPath(new URL('../audio-fixtures/', import.meta.url));
export const manifest = `${fixtures}manifest.jsonl`;
export const config = defaultConfig();

/** A labelled call of audio-fixtures/. */
export function fixture(id: string): string {
  return `${fixtures}${id}.wav`;
}

export interface CallFigures {
  readonly audioMs: number;
  /** Of this process and the engines. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly events: readonly StampedEvent[];
}

/** Hears one call to its end as `callwarden analyze` does. */
export async function hearCall(file: string, engines: Engines, realtime = false): Promise<CallFigures> {
  const callId = `${file}-${performance.now()}`;
  const analysis = await analyzeRecording({ file }, engines, config, { callId, realtime });
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
