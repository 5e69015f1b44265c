import type { Browser, Page } from 'playwright-core';

export interface FrameTrace {
  readonly frames: number;
  /** Longest time from one frame to the next, ms. Counts what other programs of the machine take, too. */
  readonly longestGapMs: number;
  /** Longest work of the page's main thread between two frames, ms of CPU. */
  readonly longestWorkMs: number;
  /** Share of one core that the page's main thread took. */
  readonly share: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  /** Microseconds of CPU of the thread. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces the page while it is shown. */
export async function traceFrames(browser: Browser, page: Page, lengthMs: number): Promise<FrameTrace> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  const gaps = await page.evaluate(
    (length) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        const began = performance.now();
        let last = began;
        const frame = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - began < length) requestAnimationFrame(frame);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(frame);
      }),
    lengthMs,
  );
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const work = mainThreadWork(traceEvents);
  const whole = work.reduce((sum, ms) => sum + ms, 0);
  return {
    frames: gaps.length,
    longestGapMs: Math.round(Math.max(...gaps)),
    longestWorkMs: Math.round(Math.max(...work)),
    share: Math.round((whole / lengthMs) * 100) / 100,
  };
}

/** CPU of each task of the busiest page's main thread, ms. A task is never cut by a frame, so no frame is shorter. */
function mainThreadWork(events: readonly TraceEvent[]): number[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const threads = mains.map(({ pid, tid }) =>
    events
      .filter(
        (event) =>
          event.pid === pid && event.tid === tid && event.ph === 'X' && event.name.endsWith('RunTask'),
      )
      .map(({ tdur = 0 }) => tdur / 1000),
  );
  const total = (work: readonly number[]) => work.reduce((sum, ms) => sum + ms, 0);
  const [busiest] = threads.sort((a, b) => total(b) - total(a));
  if (!busiest || busiest.length === 0) throw new Error('the trace holds no work of a page');
  return busiest;
}
