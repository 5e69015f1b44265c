import { CallwardenError } from '../../errors.js';
import type { DataOptions } from './store-of.js';

/** One call or all calls of a number. */
export interface Selection extends DataOptions {
  readonly call?: string;
  readonly number?: string;
}

export type Chosen =
  | { readonly call: string; readonly number?: never }
  | { readonly call?: never; readonly number: string };

/** @throws CallwardenError CW_USAGE where neither is given */
export function chosen({ call, number }: Selection): Chosen {
  if (call !== undefined) return { call };
  if (number !== undefined) return { number };
  throw new CallwardenError(
    'CW_USAGE',
    'Say which: --call <id> (see `callwarden data calls`) or --number <number>.',
  );
}
