import type { Frame } from '#built/audio/frame.js';
import { SAMPLE_RATE_HZ } from '#built/audio/frame.js';
import type { Engines } from '#built/calls/engines.js';
import { treeCpuMs } from '#built/engines/process-tree.js';

/** Window and step of whisper.cpp's `stream` example as the issue names them, s. */
const WINDOW_S = 10;
const STEP_S = 3;

/** whisper.cpp pads every piece of audio to Whisper's 30 s before the encoder; our export has room for 29.8, s. */
const ENCODER_S = 29;

/**
 * The usual way to hear a call live: every 3 s the last 10 s of each party go through the same ear, speech or not.
 * @param padded fill each window with silence to 30 s, as that example does; otherwise only the window is encoded
 * @returns CPU time over the whole call, ms
 */
export async function slidingWindowCpuMs(
  frames: AsyncIterable<Frame>,
  engines: Engines,
  padded: boolean,
): Promise<number> {
  const parties = new Map<string, Int16Array[]>();
  for await (const frame of frames) {
    const held = parties.get(frame.party) ?? [];
    held.push(frame.samples);
    parties.set(frame.party, held);
  }
  const before = treeCpuMs();
  for (const held of parties.values()) {
    const audio = joined(held);
    for (let end = STEP_S; end * SAMPLE_RATE_HZ <= audio.length; end += STEP_S) {
      const window = audio.subarray(Math.max(0, end - WINDOW_S) * SAMPLE_RATE_HZ, end * SAMPLE_RATE_HZ);
      const samples = new Int16Array(padded ? ENCODER_S * SAMPLE_RATE_HZ : window.length);
      samples.set(window);
      await engines.scheduler.transcriber.transcribe(samples);
    }
  }
  return treeCpuMs() - before;
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const audio = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    audio.set(part, at);
    at += part.length;
  }
  return audio;
}
