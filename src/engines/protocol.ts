import type { WireError } from './wire-error.js';

/** Messages between an engine host (parent) and an engine (child), over Node's IPC channel. */

export type ToChild =
  | { readonly kind: 'init'; readonly init: unknown }
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly payload: unknown }
  | { readonly kind: 'abort'; readonly id: number };

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: WireError }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: WireError }
  /** The engine tried to connect somewhere and was not let. */
  | { readonly kind: 'egress'; readonly address: string };
