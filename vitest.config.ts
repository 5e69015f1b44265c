import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**'],
    globalSetup: ['test/helpers/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Its own limit of a second is one of the machine, not of what is waited for.
    expect: { poll: { timeout: 15_000 } },
    // Native engines are single-threaded children; more files at once than this only fight for two cores.
    maxWorkers: 2,
    pool: 'forks',
  },
});
