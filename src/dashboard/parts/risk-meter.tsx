import type { Level } from '../../server/schemas/call.js';
import { format, words } from '../state/preferences.js';

/** The risk as a number and a bar. */
export function RiskMeter({ level, score }: { readonly level: Level; readonly score: number }) {
  const percent = format.value.percent(score);
  return (
    <span class={`risk-meter level-${level}`}>
      <span class="digits">
        {words.value.call.risk} {percent}
      </span>
      <span class="risk-bar" aria-hidden="true">
        <span class="risk-bar-fill" style={{ transform: `scaleX(${score})` }} />
      </span>
    </span>
  );
}
