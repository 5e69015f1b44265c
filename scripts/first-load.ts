import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What the first look at the page may cost, bytes gzipped. */
const LIMIT_BYTES = 200_000;

/** Prints the gzipped size of everything the first look loads, and fails the build beyond the limit. */
export function firstLoad(): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    writeBundle(_, bundle) {
      let bytes = 0;
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.isDynamicEntry) continue;
        bytes += gzipSync(file.type === 'chunk' ? file.code : file.source).length;
      }
      this.info(`first load ${(bytes / 1000).toFixed(1)} KB gzipped, limit ${LIMIT_BYTES / 1000} KB`);
      if (bytes > LIMIT_BYTES) this.error('the first load is over its limit');
    },
  };
}
