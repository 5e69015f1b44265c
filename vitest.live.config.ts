import { defineConfig } from 'vitest/config';

// Tests against real peers: Asterisk, sipp, and Chromium (/usr/bin/chromium) for the web page. One file at a time and no second try: what fails once is a fault.
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/helpers/setup.ts'],
    fileParallelism: false,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
  },
});
