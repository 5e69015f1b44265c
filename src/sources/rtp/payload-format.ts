import { decodeALaw, decodeMuLaw } from '../../audio/g711.js';

/** What a payload type stands for on one stream. */
export type PayloadFormat =
  | {
      readonly kind: 'audio';
      readonly name: string;
      /** Samples and timestamp units a second. */
      readonly rateHz: number;
      readonly decode: (payload: Uint8Array) => Int16Array;
    }
  | { readonly kind: 'comfort-noise' }
  | { readonly kind: 'telephone-event' };

/** Payload types of one stream, as signalling has agreed on them. */
export type PayloadMap = ReadonlyMap<number, PayloadFormat>;

export const PCMU: PayloadFormat = { kind: 'audio', name: 'PCMU', rateHz: 8000, decode: decodeMuLaw };
export const PCMA: PayloadFormat = { kind: 'audio', name: 'PCMA', rateHz: 8000, decode: decodeALaw };
export const COMFORT_NOISE: PayloadFormat = { kind: 'comfort-noise' };
export const TELEPHONE_EVENT: PayloadFormat = { kind: 'telephone-event' };

/** Linear 16-bit samples, most significant byte first (RFC 3551, section 4.5.11). */
export function l16(rateHz: number): PayloadFormat {
  return { kind: 'audio', name: 'L16', rateHz, decode: decodeBigEndian };
}

/** The types that need no signalling (RFC 3551, table 4), and 101, which nearly everybody uses for digits. */
export const STATIC_PAYLOADS: PayloadMap = new Map<number, PayloadFormat>([
  [0, PCMU],
  [8, PCMA],
  [13, COMFORT_NOISE],
  [101, TELEPHONE_EVENT],
]);

function decodeBigEndian(payload: Uint8Array): Int16Array {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return Int16Array.from({ length: payload.byteLength >> 1 }, (_, i) => view.getInt16(2 * i));
}
