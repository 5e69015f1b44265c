import type { Chart, Mark, Series } from '../document.js';
import { escapeText } from '../escape.js';
import { place, scaleOf } from './scale.js';

const WIDTH = 640;
const HEIGHT = 380;
const LEGEND_ROW = 18;
const BOX = { left: 64, right: 26, top: 14, bottom: 54 };

/** Baselines are told apart without colour, too. */
const DASHES = ['', '9 3', '2 3', '9 3 2 3', '5 5', '1 5', '12 4 4 4'];

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
          )}" class="diagonal"/>`,
        ]
      : []),
    ...drawn,
    marksSvg(chart.marks ?? [], x, y),
    legendSvg(chart.series),
    '</svg>',
  ].join('\n');
}

function gridSvg(chart: Chart, x: At, y: At): string {
  const [left, right, top, bottom] = [BOX.left, WIDTH - BOX.right, BOX.top, HEIGHT - BOX.bottom];
  const columns = chart.x.ticks.map(
    ({ at, label }) =>
      `<path class="grid" d="M${place(x(at))} ${top}V${bottom}"/><text x="${place(x(at))}" y="${bottom + 20}" text-anchor="middle">${escapeText(label)}</text>`,
  );
  const rows = chart.y.ticks.map(
    ({ at, label }) =>
      `<path class="grid" d="M${left} ${place(y(at))}H${right}"/><text x="${left - 8}" y="${place(y(at) + 4)}" text-anchor="end">${escapeText(label)}</text>`,
  );
  const titles = [
    `<text x="${(left + right) / 2}" y="${bottom + 40}" text-anchor="middle">${escapeText(chart.x.label)}</text>`,
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
    const width = series.baseline ? 1.5 : 2.75;
    const dashes = series.baseline ? ` stroke-dasharray="${DASHES[index % DASHES.length]}"` : '';
    parts.push(
      `<path d="${path(series.points, series.style, x, y)}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`,
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

/** Marks with their labels, each label where it covers no other. */
function marksSvg(marks: readonly Mark[], x: At, y: At): string {
  const taken: Box[] = [];
  return marks
    .map((mark) => {
      const [px, py] = [x(mark.x), y(mark.y)];
      const width = mark.label.length * 8;
      const isRight = px + width + 12 > WIDTH - BOX.right;
      const left = isRight ? px - 9 - width : px + 9;
      const places = [18, -10, 36, 54, 72].map((below) => ({ left, width, top: py + below }));
      const box = places.find((at) => at.top > BOX.top && !taken.some((other) => overlap(at, other)));
      const { top } = box ?? { top: py + 18 };
      taken.push({ left, width, top });
      return [
        crossSvg(mark, x, y),
        `<circle cx="${place(px)}" cy="${place(py)}" r="5" fill="none" stroke="var(--ink)" stroke-width="2"/>`,
        `<text class="mark" x="${place(isRight ? px - 9 : px + 9)}" y="${place(top)}"${isRight ? ' text-anchor="end"' : ''}>${escapeText(mark.label)}</text>`,
      ].join('');
    })
    .join('\n');
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly top: number;
}

function overlap(a: Box, b: Box): boolean {
  const isBeside = a.left > b.left + b.width || b.left > a.left + a.width;
  return !isBeside && Math.abs(a.top - b.top) < 16;
}

function crossSvg({ x: at, y: height, xRange, yRange }: Mark, x: At, y: At): string {
  const [px, py] = [place(x(at)), place(y(height))];
  const along = xRange ? `M${place(x(xRange[0]))} ${py}H${place(x(xRange[1]))}` : '';
  const up = yRange ? `M${px} ${place(y(yRange[0]))}V${place(y(yRange[1]))}` : '';
  return along + up === '' ? '' : `<path class="cross" d="${along}${up}"/>`;
}

function legendSvg(series: readonly Series[]): string {
  return series
    .map(({ name, baseline }, i) => {
      const [left, top] = [BOX.left + (i % 3) * 190, HEIGHT + LEGEND_ROW * Math.floor(i / 3)];
      return `<path d="M${left} ${top + 2}h22" stroke="var(--c${i % 7})" stroke-width="${baseline ? 1.5 : 2.75}"${baseline ? ` stroke-dasharray="${DASHES[i % DASHES.length]}"` : ''}/><text x="${left + 28}" y="${top + 6}">${escapeText(name)}</text>`;
    })
    .join('\n');
}
