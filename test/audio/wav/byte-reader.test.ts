import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteReader } from '../../../src/audio/wav/byte-reader.js';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

const NUMBERED = Uint8Array.from({ length: 200 }, (_, i) => i);

it('takes exact numbers of bytes, whatever the chunks', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 20 });
  const steps = fc.array(
    fc.tuple(fc.constantFrom('read', 'peek', 'skip', 'readSome'), fc.integer({ min: 1, max: 90 })),
  );
  await fc.assert(
    fc.asyncProperty(sizes, steps, async (chunkSizes, taken) => {
      const reader = new ByteReader(inChunks(NUMBERED, chunkSizes));
      let at = 0;
      for (const [step, length] of taken) {
        const rest = NUMBERED.subarray(at, at + length);
        if (step === 'skip') {
          expect(await reader.skip(length)).toBe(rest.length);
          at += rest.length;
        } else if (step === 'readSome') {
          const some = await reader.readSome(length);
          expect([...some]).toEqual([...rest.subarray(0, some.length)]);
          expect(some.length > 0).toBe(rest.length > 0);
          at += some.length;
        } else {
          expect([...(await reader[step === 'read' ? 'read' : 'peek'](length))]).toEqual([...rest]);
          if (step === 'read') at += rest.length;
        }
      }
    }),
  );
});

it('passes on the failure of what it reads', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1, 2);
    throw new Error('the disk is gone');
  }
  const reader = new ByteReader(broken());
  expect([...(await reader.read(2))]).toEqual([1, 2]);
  await expect(reader.read(1)).rejects.toThrow('the disk is gone');
});
