import type uPlot from 'uplot';
import type { CallDetail } from '../../server/schemas/call.js';
import { token } from './token.js';

const SIZE_PX = 8;

/** Draws a line and a shape where the call warned: a triangle for suspicious, an octagon for scam. */
export function alertMarks(alerts: () => CallDetail['alerts']): uPlot.Plugin {
  const colours = { suspicious: token('suspicious-ink'), scam: token('scam-ink') };
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const ratio = devicePixelRatio;
        ctx.save();
        for (const { level, atMs } of alerts()) {
          const x = plot.valToPos(atMs / 1000, 'x', true);
          ctx.strokeStyle = ctx.fillStyle = colours[level];
          ctx.lineWidth = 2 * ratio;
          ctx.setLineDash([4 * ratio, 4 * ratio]);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
          polygon(ctx, x, bbox.top - SIZE_PX * ratio, SIZE_PX * ratio, level === 'scam' ? 8 : 3);
        }
        ctx.restore();
      },
    },
  };
}

function polygon(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, corners: number): void {
  // A triangle stands on its side, an octagon on its edge.
  const turn = corners === 3 ? -Math.PI / 2 : Math.PI / 8;
  ctx.beginPath();
  for (let i = 0; i < corners; i++) {
    const angle = turn + (2 * Math.PI * i) / corners;
    ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.fill();
}
