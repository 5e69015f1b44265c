import type { Axis } from '../document.js';

/** Maps values of an axis to places in the picture; what lies beyond its ends is put on them. */
export function scaleOf({ from, to, scale }: Axis, start: number, end: number): (value: number) => number {
  const turn = scale === 'log' ? Math.log : (value: number) => value;
  const [low, high] = [turn(from), turn(to)];
  return (value) => {
    const share = (turn(Math.min(to, Math.max(from, value))) - low) / (high - low || 1);
    return start + share * (end - start);
  };
}

/** Short enough for a page with thousands of points; a tenth of a pixel is not seen. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}
