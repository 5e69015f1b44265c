import type { CallView } from '../schemas/call.js';

/** Digits at the end that stay readable: enough to tell two callers apart, too few to call one back. */
const SHOWN = 2;

/** `+44 20 7946 0012` as `+•• •• •••• ••12`: what is no digit stays. */
export function maskNumber(number: string): string {
  let left = number.replace(/\D/g, '').length;
  return number.replace(/\d/g, (digit) => (left-- > SHOWN ? '•' : digit));
}

/** Exchanges put the number where a name is not known. */
const NUMBER_AS_NAME = /^[\d\s+().*#/-]*\d[\d\s+().*#/-]*$/;

/** One end of a call as the API shows it. */
export function endpointView(
  { number = null, name = null }: { readonly number?: string | null; readonly name?: string | null },
  redact: boolean,
): CallView['remote'] {
  if (!redact) return { number, name };
  return {
    number: number === null ? null : maskNumber(number),
    name: name !== null && NUMBER_AS_NAME.test(name) ? maskNumber(name) : name,
  };
}
