import { CallwardenError } from '../errors.js';

/** For `catch` of what writes a file or folder that a person named. @throws CallwardenError CW_FOLDER_UNWRITABLE */
export function unwritable(path: string): (cause: unknown) => never {
  return (cause) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_FOLDER_UNWRITABLE', `${path} cannot be written: ${reason}.`, { cause });
  };
}
