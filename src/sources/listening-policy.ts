import type { PrivacyConfig } from '../config/privacy.js';

/** Whether a call may be listened to. @param numbers by which its ends are known, as far as they are */
export type MayListen = (numbers: readonly (string | undefined)[]) => boolean;

/** Nobody said otherwise. */
export const listenToAll: MayListen = () => true;

/**
 * Which calls may be listened to: none with a number that is never to be, and where there is a list of those that may be, only
 * calls with one of them. Asked before a tap is put on, so that the audio of the others is never taken.
 */
export function listeningPolicy({ neverListenTo, onlyListenTo }: PrivacyConfig): MayListen {
  const never = neverListenTo.map(matcher);
  const only = onlyListenTo.map(matcher);
  return (numbers) => {
    const known = numbers.filter((number) => number !== undefined).map(plainNumber);
    const isOn = (list: readonly ((number: string) => boolean)[]) =>
      known.some((number) => list.some((matches) => matches(number)));
    return !isOn(never) && (only.length === 0 || isOn(only));
  };
}

/** One way to write each number: digits alone, with a `+` before the country for `00` too. */
export function plainNumber(number: string): string {
  const written = number.trim();
  const digits = written.replace(/\D/g, '');
  if (written.startsWith('+')) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
}

function matcher(pattern: string): (number: string) => boolean {
  const wanted = plainNumber(pattern);
  return pattern.endsWith('*') ? (number) => number.startsWith(wanted) : (number) => number === wanted;
}
