import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { firstLoad } from './scripts/first-load.js';

// The web page. Everything is a file of its own, because the service's Content-Security-Policy allows nothing else.
export default defineConfig({
  root: fileURLToPath(new URL('src/dashboard', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('dist/dashboard', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome111', 'firefox115', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [firstLoad()],
});
