import type { CallView } from '../../server/schemas/call.js';
import { words } from './preferences.js';

/** The other side of a call in words; its number is masked by the service. */
export function whoIs(call: CallView | undefined): string {
  const { caller } = words.value;
  if (call === undefined) return caller.unknown;
  if (call.line === 'sample') return caller.sample;
  const { name, number } = call.remote;
  if (name !== null) return name;
  return number !== null ? caller.number(number) : caller.unknown;
}

/** One side of a call; only where it is known who rang is the other one the caller. */
export function partyName(
  party: 'remote' | 'local' | 'mixed',
  direction: CallView['direction'] | undefined,
): string {
  const names = words.value.party;
  return party === 'remote' && direction !== 'inbound' ? names.called : names[party];
}

/** The line a call is on, in words; undefined for a sample, which is on none. */
export function lineOf({ line }: CallView): string | undefined {
  return line === 'sample' ? undefined : words.value.call.line(line);
}
