import { signal } from '@preact/signals';

// Sounds made on the spot, because no file is to be loaded: two tones that fall, again and again, for a scam; one soft
// tone for a suspicious call.

const RING_EVERY_MS = 2200;

/** Browsers allow no sound before a person has touched the page. */
export const unlocked = signal(false);

/** Not the press of a button: what it changes in the page would move the button from under the finger. */
const GESTURES = ['click', 'keydown'] as const;

let context: AudioContext | undefined;

/** Waits for the first touch or key, and makes sound possible. */
export function startSound(): void {
  const unlock = () => {
    context ??= open(listen);
    context.resume().then(listen, () => {});
  };
  // A call on a phone or a device put to sleep takes the sound away: then a touch is needed again.
  const listen = () => {
    unlocked.value = context?.state === 'running';
    for (const name of GESTURES) {
      if (unlocked.value) removeEventListener(name, unlock);
      else addEventListener(name, unlock);
    }
  };
  listen();
}

function open(changed: () => void): AudioContext {
  const opened = new AudioContext();
  opened.onstatechange = changed;
  return opened;
}

/** Repeats the alarm. @returns stops it */
export function ring(longestMs: number): () => void {
  alarm();
  const again = setInterval(alarm, RING_EVERY_MS);
  const end = setTimeout(() => clearInterval(again), longestMs);
  return () => {
    clearInterval(again);
    clearTimeout(end);
  };
}

/** The alarm once. */
export function alarm(): void {
  for (const start of [0, 0.62]) {
    tone(880, start, 0.24, 0.28);
    tone(659.25, start + 0.27, 0.28, 0.28);
  }
}

export function chime(): void {
  tone(587.33, 0, 0.5, 0.14);
}

/** @param hz pitch; times in s from now; gain 0..1 */
function tone(hz: number, startS: number, lengthS: number, gain: number): void {
  if (context?.state !== 'running') return;
  const from = context.currentTime + startS;
  const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hz });
  const volume = new GainNode(context, { gain: 0 });
  // Starting and ending softly, or it clicks.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(gain, from + 0.02);
  volume.gain.setValueAtTime(gain, from + lengthS - 0.08);
  volume.gain.linearRampToValueAtTime(0, from + lengthS);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + lengthS);
}
