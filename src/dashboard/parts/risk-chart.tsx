import { type Signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { riskSeries } from '../model/risk-series.js';
import { dark } from '../state/preferences.js';
import { alertMarks } from './alert-marks.js';
import { token } from './token.js';

const HEIGHT_PX = 190;
const FONT = '14px system-ui, sans-serif';

/** The risk over the time of the call, with marks where it warned. Screen readers get the table beside it. */
export function RiskChart({ call }: { readonly call: Signal<CallDetail | undefined> }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const data = () => {
    const detail = call.value;
    return riskSeries(detail?.risk ?? [], lastMs(detail));
  };
  useEffect(() => {
    const resize = new ResizeObserver(([entry]) => {
      if (entry) plot.current?.setSize({ width: entry.contentRect.width, height: HEIGHT_PX });
    });
    if (place.current) resize.observe(place.current);
    return () => {
      resize.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, []);
  useSignalEffect(() => {
    // The colours of a plot are fixed when it is made.
    void dark.value;
    if (!place.current) return;
    plot.current?.destroy();
    plot.current = new uPlot(
      options(place.current.clientWidth, () => call.peek()?.alerts ?? []),
      riskSeries(call.peek()?.risk ?? [], lastMs(call.peek())),
      place.current,
    );
  });
  useSignalEffect(() => plot.current?.setData(data()));
  return <div ref={place} class="risk-chart" aria-hidden="true" />;
}

/** Where in the call the latest that is known of it lies, ms. */
function lastMs(call: CallDetail | undefined): number {
  return Math.max(0, call?.risk.at(-1)?.atMs ?? 0, call?.turns.at(-1)?.endMs ?? 0);
}

function options(width: number, alerts: () => CallDetail['alerts']): uPlot.Options {
  const axis = { font: FONT, stroke: token('soft'), ticks: { show: false } };
  const grid = { stroke: token('line'), width: 1 };
  return {
    width,
    height: HEIGHT_PX,
    padding: [18, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: (_, __, max) => [0, Math.max(30, max)] }, y: { range: [0, 100] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 32,
        space: 60,
        incrs: [5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600],
        values: (_, places) => places.map((seconds) => clockTime(seconds * 1000)),
      },
      { ...axis, grid, size: 52, splits: [0, 50, 100], values: (_, places) => places.map((p) => `${p} %`) },
    ],
    series: [
      {},
      {
        stroke: token('accent'),
        width: 2.5,
        fill: token('accent-wash'),
        ...(uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
        points: { show: false },
      },
    ],
    plugins: [alertMarks(alerts)],
  };
}
