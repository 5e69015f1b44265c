import { expect, it } from 'vitest';
import { type Chart, shareAxis } from '../../../src/evaluation/report/document.js';
import { chartSvg } from '../../../src/evaluation/report/svg/chart.js';

const chart: Chart = {
  kind: 'chart',
  title: 't',
  description: 'd',
  x: shareAxis('x'),
  y: shareAxis('y'),
  series: [
    {
      name: 'product',
      style: 'line',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  ],
};

/** Places of the labels of marks. */
function labels(marks: Chart['marks']) {
  const svg = chartSvg({ ...chart, ...(marks ? { marks } : {}) });
  return [...svg.matchAll(/class="mark" x="([\d.]+)" y="([\d.]+)"/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );
}

it.each([
  ['in the middle', 0.5, 0.5],
  ['in the upper left corner', 0, 1],
  ['at the right edge', 1, 1],
  ['at the bottom', 0.3, 0],
])('writes the labels of marks at one place %s below each other', (_, x, y) => {
  const heights = labels([
    { x, y, label: 'suspicious' },
    { x, y, label: 'scam' },
  ]).map(([, height]) => height);
  expect(heights).toHaveLength(2);
  expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThanOrEqual(16);
});

it('draws a cross only where an interval is known', () => {
  const crosses = (marks: Chart['marks']) =>
    chartSvg({ ...chart, ...(marks ? { marks } : {}) }).match(/class="cross"/g)?.length ?? 0;
  expect(crosses([{ x: 0.5, y: 0.5, label: 'a' }])).toBe(0);
  expect(crosses([{ x: 0.5, y: 0.5, label: 'a', yRange: [0.4, 0.6] }])).toBe(1);
});
