import { statfs } from 'node:fs/promises';
import { CallwardenError } from '../errors.js';

/** f_type of tmpfs and ramfs: statfs(2). */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/**
 * A folder that is backed by memory, so that call audio never touches a disk.
 * @param temporary the machine's folder for temporary files, taken when it lies in memory too
 * @throws CallwardenError CW_ENGINE_UNAVAILABLE when there is none
 */
export async function memoryFolder(temporary: string): Promise<string> {
  for (const folder of ['/dev/shm', '/run/shm', temporary]) {
    const stats = await statfs(folder).catch(() => undefined);
    if (stats && IN_MEMORY.includes(stats.type)) return folder;
  }
  throw new CallwardenError(
    'CW_ENGINE_UNAVAILABLE',
    'whisper-node needs a folder in memory (/dev/shm) for the audio it insists on as files, and this machine has none: use a sherpa-onnx ear.',
  );
}
