import { type FileHandle, open, stat } from 'node:fs/promises';
import { ByteReader } from '../../audio/wav/byte-reader.js';
import { CallwardenError, type ErrorCode } from '../../errors.js';

const READ_BYTES = 65_536;

/** A regular file, read from its beginning as it is asked for. */
export interface InputFile extends AsyncDisposable {
  readonly path: string;
  /** Its size in bytes when it was opened. */
  readonly bytes: number;
  readonly reader: ByteReader;
  /** Ends the reading; may be called again. */
  close(): Promise<void>;
}

/**
 * @throws CallwardenError CW_FILE_MISSING, CW_FILE_NOT_REGULAR, CW_FILE_FORBIDDEN, CW_FILE_UNREADABLE
 *   or CW_AUDIO_EMPTY; CW_FILE_UNREADABLE also while reading
 */
export async function openInputFile(path: string): Promise<InputFile> {
  const handle = await openRegular(path);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await handle.close();
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (!closed) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await handle.read(buffer).catch(fail(path));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  }
  try {
    const { size } = await handle.stat().catch(fail(path));
    if (size === 0) throw new CallwardenError('CW_AUDIO_EMPTY', `${path} is an empty file`);
    return { path, bytes: size, reader: new ByteReader(chunks()), close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  // Opening a pipe would wait for its writer: look first.
  const kind = await stat(path).catch(fail(path));
  if (kind.isDirectory())
    throw new CallwardenError('CW_FILE_NOT_REGULAR', `${path} is a directory, not a recording`);
  if (!kind.isFile())
    throw new CallwardenError('CW_FILE_NOT_REGULAR', `${path} is a pipe or device, not a recording`);
  return open(path).catch(fail(path));
}

const CODES: Readonly<Record<string, { code: ErrorCode; why: string }>> = {
  ENOENT: { code: 'CW_FILE_MISSING', why: 'does not exist' },
  ENOTDIR: { code: 'CW_FILE_MISSING', why: 'does not exist' },
  EACCES: { code: 'CW_FILE_FORBIDDEN', why: 'may not be read by this user' },
  EPERM: { code: 'CW_FILE_FORBIDDEN', why: 'may not be read by this user' },
};

function fail(path: string): (error: unknown) => never {
  return (error) => {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
    const known = CODES[errno] ?? {
      code: 'CW_FILE_UNREADABLE',
      why: `could not be read (${errno || error})`,
    };
    throw new CallwardenError(known.code, `${path} ${known.why}`, { cause: error });
  };
}
