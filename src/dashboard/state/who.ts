import type { CallView } from '../../server/schemas/call.js';
import { words } from './preferences.js';

/** The other side of a call in words; its number is masked by the service. */
export function whoIs(call: CallView | undefined): string {
  const { caller } = words.value;
  if (call === undefined) return caller.unknown;
  const { name, number } = call.remote;
  if (name !== null) return name;
  if (number !== null) return caller.number(number);
  return call.line === 'sample' ? caller.sample : caller.unknown;
}
