import { expect, it } from 'vitest';
import { DEFAULT_SAMPLE } from '../../src/server/samples/sample-files.js';
import { SampleSource } from '../../src/server/samples/sample-source.js';

it('plays no more samples than it may, however many are asked for at once', async () => {
  await using samples = new SampleSource(2);
  const asked = await Promise.allSettled([1, 2, 3, 4].map(() => samples.play(DEFAULT_SAMPLE)));
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(asked[3]).toMatchObject({ reason: { code: 'CW_API_BUSY' } });
  expect(samples.health().calls).toBe(2);
});
