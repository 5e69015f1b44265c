import { defineConfig } from 'vitest/config';

// Tests against real peers: Asterisk, Kamailio, sipp, and Chromium (/usr/bin/chromium) for the web page. Two files at a
// time, for a call lasts as long as it lasts, each with peers of its own. No second try: what fails once is a fault.
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/helpers/setup.ts'],
    maxWorkers: 2,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
  },
});
