/**
 * Every failure a person may meet has a stable code, an exit status and one sentence that says what to do.
 * docs/errors.md is generated from this table (`node scripts/docs-errors.mjs`).
 */
export const ERROR_CATALOGUE = {
  CW_INTERNAL: {
    exit: 70,
    what: 'Something failed that should not have: please report it with the details.',
  },
  CW_ABORTED: { exit: 130, what: 'The work was stopped before it was done.' },
  CW_USAGE: { exit: 64, what: 'The command line is not understood: see `callwarden --help`.' },
  CW_CONFIG_INVALID: {
    exit: 78,
    what: 'The configuration has an error: the message names the key, the line and what is allowed.',
  },
  CW_ENGINE_LOST: {
    exit: 75,
    what: 'A native engine process ended twice on the same work: try again, or check the model with `callwarden models verify`.',
  },
  CW_ENGINE_UNAVAILABLE: {
    exit: 75,
    what: 'A native engine could not be started: `callwarden doctor` says why.',
  },
  CW_ENGINE_OVERLOAD: {
    exit: 75,
    what: 'More work arrives than this machine can do: use fewer lines or a smaller model.',
  },
} as const satisfies Record<string, ErrorEntry>;

export interface ErrorEntry {
  /** Exit status of the command, after sysexits.h where one fits. */
  readonly exit: number;
  readonly what: string;
}

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
