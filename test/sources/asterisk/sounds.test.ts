import * as files from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { warningSound } from '../../../src/sources/asterisk/sounds.js';

// A fake for the fault: real disks fail too seldom.
vi.mock('node:fs/promises', { spy: true });

it('the warning is read again after a disk that failed, and once only after one that did not', async () => {
  vi.mocked(files.readFile).mockRejectedValueOnce(new Error('EIO'));
  await expect(warningSound()).rejects.toThrow('EIO');
  expect((await warningSound()).length).toBeGreaterThan(8000);
  await warningSound();
  expect(files.readFile).toHaveBeenCalledTimes(2);
});
