import { asCallwardenError, CallwardenError, isErrorCode } from '../errors.js';

/** An error as it crosses the process boundary: classes do not survive structured cloning. */
export interface WireError {
  readonly code: string | undefined;
  readonly message: string;
}

/** In the engine: what was thrown there. */
export function toWire(thrown: unknown): WireError {
  const { code, message } = asCallwardenError(thrown);
  return { code, message };
}

/** In the host: the same error again; CW_INTERNAL where its code is none of ours. */
export function fromWire({ code, message }: WireError): CallwardenError {
  return new CallwardenError(isErrorCode(code) ? code : 'CW_INTERNAL', message);
}
