import type { ErrorCode } from '../../errors.js';

/** Something a person should know about a recording that was read all the same. */
export interface Notice {
  readonly code: ErrorCode;
  readonly file: string;
  readonly message: string;
}
