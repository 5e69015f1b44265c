import { expect, it } from 'vitest';
import { AbsentParties } from '../../src/sources/absent-parties.js';

/** Looks at it every 50 ms. */
const ticks = (absent: AbsentParties, fromMs: number, toMs: number) =>
  Array.from({ length: (toMs - fromMs) / 50 }, (_, i) => absent.tick(fromMs + (i + 1) * 50)).flat();

it('is lost from the end of its connection on, once the call has outlived that', () => {
  const absent = new AbsentParties();
  absent.leave(['local'], 3000);
  expect(ticks(absent, 3000, 7950)).toEqual([]);
  const frames = ticks(absent, 7950, 12_000);
  expect(frames[0]?.startMs).toBe(3000);
  expect(frames.at(-1)?.startMs).toBe(11_480);
  expect(frames.every(({ party, lost }) => party === 'local' && lost)).toBe(true);
});

it('is not any more when another connection carries it, and is anew when that one is over too', () => {
  const absent = new AbsentParties();
  absent.leave(['remote', 'local'], 0);
  absent.comeBack(['remote']);
  const frames = ticks(absent, 0, 8000);
  expect(new Set(frames.map(({ party }) => party))).toEqual(new Set(['local']));
  absent.leave(['remote'], 9000);
  const again = ticks(absent, 9000, 15_000).filter(({ party }) => party === 'remote');
  expect(again[0]?.startMs).toBe(9000);
});

it('whoever carries both together carries each of them', () => {
  const absent = new AbsentParties();
  absent.leave(['remote'], 0);
  absent.comeBack(['mixed']);
  expect(ticks(absent, 0, 8000)).toEqual([]);
});

it('the two who come apart are all that was lost of both together; one of them is not', () => {
  const absent = new AbsentParties();
  absent.comeBack(['mixed']);
  absent.leave(['mixed'], 0);
  absent.comeBack(['remote']);
  expect(ticks(absent, 0, 8000).every(({ party }) => party === 'mixed')).toBe(true);
  expect(absent.size).toBe(1);
  absent.comeBack(['local']);
  expect(absent.size).toBe(0);
  expect(ticks(absent, 8000, 16_000)).toEqual([]);
});

it('nobody is lost whom another connection carries already', () => {
  const absent = new AbsentParties();
  absent.comeBack(['mixed']);
  absent.comeBack(['remote']);
  absent.comeBack(['local']);
  absent.leave(['mixed'], 0);
  expect(absent.size).toBe(0);
  absent.comeBack(['mixed']);
  absent.leave(['remote'], 1000);
  expect(absent.size).toBe(0);
  absent.leave(['mixed'], 2000);
  expect(new Set(ticks(absent, 2000, 9000).map(({ party }) => party))).toEqual(new Set(['mixed']));
});
