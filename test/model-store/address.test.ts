import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allowedAddress, shownAddress } from '../../src/models/download/address.js';
import { downloadFile } from '../../src/models/download/download-file.js';
import { failure, scratch } from './helpers.js';

describe('allowedAddress', () => {
  test.each(['https://hub.invalid/a', 'http://127.0.0.1:8080/a', 'http://localhost/a', 'http://[::1]/a'])(
    '%s is allowed',
    (address) => {
      expect(allowedAddress(address).href).toBe(address);
    },
  );

  test('plain http to another machine only on demand', () => {
    expect(() => allowedAddress('http://mirror.invalid/a')).toThrow('is not encrypted');
    expect(allowedAddress('http://mirror.invalid/a', { insecure: true }).host).toBe('mirror.invalid');
  });

  test('a name that only begins like this machine is another machine', () => {
    expect(() => allowedAddress('http://127.0.0.1.mirror.invalid/')).toThrow('is not encrypted');
    expect(() => allowedAddress('http://localhost.mirror.invalid/')).toThrow('is not encrypted');
  });

  test('what is shown has no query, which may hold a signature', () => {
    expect(shownAddress(new URL('https://hub.invalid/a?signature=secret#x'))).toBe('https://hub.invalid/a');
  });

  test.each([
    'http://mirror.invalid/a',
    'ftp://127.0.0.1/a',
    'file:///etc/passwd',
    'https://me:pass@mirror.invalid/a',
    'nonsense',
  ])('a download from %s is refused before anything is sent', async (url) => {
    const target = join(await scratch(), 'a');
    const error = await failure(downloadFile({ url, target, bytes: 1 }));
    expect(error.code).toBe('CW_DOWNLOAD_REFUSED');
    expect(error.message).not.toContain('pass@');
  });
});
