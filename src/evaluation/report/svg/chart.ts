import type { Chart, Series } from '../document.js';
import { escapeText } from '../escape.js';
import { place, scaleOf } from './scale.js';

const WIDTH = 640;
const HEIGHT = 380;
const LEGEND_ROW = 18;
const BOX = { left: 64, right: 26, top: 14, bottom: 48 };

type At = (value: number) => number;

/** A chart as inline SVG. Colours come from the page, so it follows light and dark. */
export function chartSvg(chart: Chart): string {
  const x = scaleOf(chart.x, BOX.left, WIDTH - BOX.right);
  const y = scaleOf(chart.y, HEIGHT - BOX.bottom, BOX.top);
  const height = HEIGHT + LEGEND_ROW * Math.ceil(chart.series.length / 3);
  // The product last, so that it lies on top.
  const drawn = chart.series.map((series, i) => seriesSvg(series, i, x, y)).reverse();
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(chart.description)}">`,
    gridSvg(chart, x, y),
    ...(chart.diagonal
      ? [
          `<path d="${path(
            [
              [0, 0],
              [1, 1],
            ],
            'line',
            x,
            y,
          )}" class="grid" stroke-dasharray="4 4"/>`,
        ]
      : []),
    ...drawn,
    ...(chart.marks ?? []).map((mark) => markSvg(mark, x, y)),
    legendSvg(chart.series),
    '</svg>',
  ].join('\n');
}

function gridSvg(chart: Chart, x: At, y: At): string {
  const [left, right, top, bottom] = [BOX.left, WIDTH - BOX.right, BOX.top, HEIGHT - BOX.bottom];
  const columns = chart.x.ticks.map(
    ({ at, label }) =>
      `<path class="grid" d="M${place(x(at))} ${top}V${bottom}"/><text x="${place(x(at))}" y="${bottom + 16}" text-anchor="middle">${escapeText(label)}</text>`,
  );
  const rows = chart.y.ticks.map(
    ({ at, label }) =>
      `<path class="grid" d="M${left} ${place(y(at))}H${right}"/><text x="${left - 8}" y="${place(y(at) + 4)}" text-anchor="end">${escapeText(label)}</text>`,
  );
  const titles = [
    `<text x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle">${escapeText(chart.x.label)}</text>`,
    `<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeText(chart.y.label)}</text>`,
  ];
  return [...columns, ...rows, ...titles].join('\n');
}

function seriesSvg(series: Series, index: number, x: At, y: At): string {
  const colour = `var(--c${index % 7})`;
  const band = series.band ?? [];
  const outline = [
    ...band.map(([at, low]) => [at, low] as const),
    ...band.map(([at, , high]) => [at, high] as const).reverse(),
  ];
  const parts: string[] = [];
  if (band.length > 1)
    parts.push(`<path d="${path(outline, 'line', x, y)}Z" fill="${colour}" opacity=".15"/>`);
  if (series.style !== 'dots' && series.points.length > 1) {
    const width = series.baseline ? 1.25 : 2.5;
    parts.push(
      `<path d="${path(series.points, series.style, x, y)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`,
    );
  }
  if (series.style === 'dots' || series.points.length <= 12) {
    for (const [px, py] of series.points) {
      parts.push(`<circle cx="${place(x(px))}" cy="${place(y(py))}" r="3" fill="${colour}"/>`);
    }
  }
  return parts.join('');
}

function path(points: readonly (readonly [number, number])[], style: Series['style'], x: At, y: At): string {
  return points
    .map(([px, py], i) => {
      const [sx, sy] = [place(x(px)), place(y(py))];
      if (i === 0) return `M${sx} ${sy}`;
      return style === 'steps' ? `H${sx}V${sy}` : `L${sx} ${sy}`;
    })
    .join('');
}

function markSvg(
  mark: { readonly x: number; readonly y: number; readonly label: string },
  x: At,
  y: At,
): string {
  const [px, py] = [x(mark.x), y(mark.y)];
  const nearRight = px > WIDTH - 120;
  return (
    `<circle cx="${place(px)}" cy="${place(py)}" r="5" fill="none" stroke="var(--ink)" stroke-width="2"/>` +
    `<text class="mark" x="${place(px + (nearRight ? -9 : 9))}" y="${place(py + 16)}"${nearRight ? ' text-anchor="end"' : ''}>${escapeText(mark.label)}</text>`
  );
}

function legendSvg(series: readonly Series[]): string {
  return series
    .map(({ name }, i) => {
      const [left, top] = [BOX.left + (i % 3) * 190, HEIGHT + LEGEND_ROW * Math.floor(i / 3)];
      return `<rect x="${left}" y="${top}" width="14" height="4" fill="var(--c${i % 7})"/><text x="${left + 20}" y="${top + 6}">${escapeText(name)}</text>`;
    })
    .join('\n');
}
