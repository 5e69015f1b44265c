import { alertErrors } from './errors/catalogue/alerts.js';
import { asteriskErrors } from './errors/catalogue/asterisk.js';
import { commandErrors } from './errors/catalogue/command.js';
import { engineErrors } from './errors/catalogue/engines.js';
import { evaluationErrors } from './errors/catalogue/evaluation.js';
import { lineErrors } from './errors/catalogue/lines.js';
import { microphoneErrors } from './errors/catalogue/microphone.js';
import { modelErrors } from './errors/catalogue/models.js';
import { privacyErrors } from './errors/catalogue/privacy.js';
import { recordingErrors } from './errors/catalogue/recordings.js';
import { serverErrors } from './errors/catalogue/server.js';
import { sipErrors } from './errors/catalogue/sip.js';
import { storeErrors } from './errors/catalogue/store.js';
import { streamErrors } from './errors/catalogue/streams.js';

/**
 * Every failure a person may meet has a stable code, an exit status and one sentence that says what to do: one file an
 * area in errors/catalogue/. docs/errors.md is generated from this table (`npm run docs`).
 */
export const ERROR_CATALOGUE = {
  ...commandErrors,
  ...modelErrors,
  ...engineErrors,
  ...evaluationErrors,
  ...recordingErrors,
  ...asteriskErrors,
  ...lineErrors,
  ...streamErrors,
  ...sipErrors,
  ...microphoneErrors,
  ...storeErrors,
  ...serverErrors,
  ...alertErrors,
  ...privacyErrors,
};

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error with a stable code and a message fit to be read by the person who can mend it. */
export class CallwardenError extends Error {
  override readonly name = 'CallwardenError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get exitStatus(): number {
    return ERROR_CATALOGUE[this.code].exit;
  }

  toJSON(): { code: ErrorCode; message: string } {
    return { code: this.code, message: this.message };
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CATALOGUE, value);
}

/** Any thrown value as a CallwardenError: ours as it is, others wrapped with the code given. */
export function asCallwardenError(thrown: unknown, code: ErrorCode = 'CW_INTERNAL'): CallwardenError {
  if (thrown instanceof CallwardenError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CallwardenError(code, message, { cause: thrown });
}
