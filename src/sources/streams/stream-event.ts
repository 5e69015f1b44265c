import type { Party } from '../../audio/party.js';
import { CallwardenError } from '../../errors.js';
import type { AboutCall } from '../pushed-call.js';

/** What a stream says, whatever its dialect. */
export type StreamEvent =
  | { readonly kind: 'start'; readonly start: StreamStart }
  | {
      readonly kind: 'audio';
      readonly party: Party;
      readonly rateHz: number;
      readonly samples: Int16Array;
      /** Where in the stream it lies by the sender's own word, ms. */
      readonly atMs?: number;
    }
  | { readonly kind: 'digit'; readonly party: Party; readonly digit: string }
  | { readonly kind: 'end' };

export interface StreamStart {
  /** The call's name with the peer: streams of the same name are parties of one call. */
  readonly name: string;
  readonly parties: readonly Party[];
  readonly about: AboutCall;
}

/** Reads the messages of one connection. What is not understood or not allowed is thrown as a CallwardenError. */
export interface StreamParser {
  /** @throws CallwardenError CW_STREAM_PROTOCOL, CW_STREAM_FORMAT */
  text(message: string): readonly StreamEvent[];
  /** @throws CallwardenError CW_STREAM_PROTOCOL, CW_STREAM_FORMAT */
  binary(message: Uint8Array): readonly StreamEvent[];
}

export function misunderstood(message: string): CallwardenError {
  return new CallwardenError('CW_STREAM_PROTOCOL', message);
}

export function wrongFormat(message: string): CallwardenError {
  return new CallwardenError('CW_STREAM_FORMAT', message);
}

/** A JSON object from the network. @throws CallwardenError CW_STREAM_PROTOCOL */
export function parseObject(message: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw misunderstood('A text message is not JSON.');
  }
  if (!isObject(value)) throw misunderstood('A text message is not a JSON object.');
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field from the network as text. An object could bring its own `toString` and make conversion throw: it is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A field from the network as a number; NaN for what is neither number nor text. */
export function numberOf(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
}
