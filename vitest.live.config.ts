import { defineConfig } from 'vitest/config';

// Tests against real peers: Asterisk, Kamailio, sipp, and Chromium (/usr/bin/chromium) for the web page. One file at a
// time: with two, phones and Asterisk were late on two cores and other tests failed in each of three runs. No second try: what fails once is a fault.
export default defineConfig({
  test: {
    include: ['test/live/**/*.test.ts'],
    globalSetup: ['test/live/helpers/setup.ts'],
    fileParallelism: false,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
  },
});
