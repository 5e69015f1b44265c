import { CallwardenError } from '../../errors.js';
import { pause } from '../backoff.js';
import type { Pbx } from './pbx.js';
import { SOUND_RATE_HZ } from './sounds.js';
import { attachTap } from './tap.js';

const PACKET_MS = 20;
const PACKET_SAMPLES = (SOUND_RATE_HZ * PACKET_MS) / 1000;

/** What was sent last is still on its way through the PBX when we are done sending, ms. */
const TAIL_MS = 150;

export interface WhisperOptions {
  readonly channelId: string;
  /** `out`: only the channel's own party hears it; `both`: the other party too. */
  readonly to: 'out' | 'both';
  /** 8 kHz. */
  readonly sound: Int16Array;
  readonly signal: AbortSignal;
}

/**
 * Plays a sound into a call that goes on under it, and takes away again what that needed.
 * @throws CallwardenError as `attachTap`; CW_ABORTED when the signal fired before all was heard, CW_PBX_CALL_GONE when the
 *   tap was taken off under it
 */
export async function whisper(pbx: Pbx, { channelId, to, sound, signal }: WhisperOptions): Promise<void> {
  await using tap = await attachTap(pbx, {
    channelId,
    spy: 'none',
    whisper: to,
    party: 'local',
    purpose: 'whisper',
    now: () => performance.now(),
    onFrames: () => {},
    signal,
  });
  const began = performance.now();
  for (let at = 0; at < sound.length && !signal.aborted; at += PACKET_SAMPLES) {
    const packet = new Int16Array(PACKET_SAMPLES);
    packet.set(sound.subarray(at, at + PACKET_SAMPLES));
    tap.media.send(packet);
    // Each packet waits for its own time, so that a delay does not add up.
    const dueMs = began + ((at + PACKET_SAMPLES) / SOUND_RATE_HZ) * 1000 - performance.now();
    if (dueMs > 0) await pause(dueMs, signal);
  }
  await pause(TAIL_MS, signal);
  if (signal.aborted)
    throw new CallwardenError('CW_ABORTED', 'The sound was cut off, or the call ended under it.');
  // A tap that is gone takes what is sent all the same.
  await tap.verify();
}
