import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { riskTurningPoints } from '../model/risk-series.js';
import { format, words } from '../state/preferences.js';

/** The risk line as a table: where its level changed, where it was highest, where it warned. */
export function RiskTable({ call }: { readonly call: CallDetail }) {
  const w = words.value;
  const warned = new Set(call.alerts.map(({ atMs }) => atMs));
  return (
    <details class="risk-table">
      <summary>{w.page.riskTable}</summary>
      <table>
        <caption class="sr">{w.page.risk}</caption>
        <thead>
          <tr>
            <th scope="col">{w.page.time}</th>
            <th scope="col">{w.call.risk}</th>
            <th scope="col">{w.history.level}</th>
          </tr>
        </thead>
        <tbody>
          {riskTurningPoints(call.risk).map(({ atMs, score, level, previous }) => (
            <tr key={`${atMs} ${score}`}>
              <td class="digits">{clockTime(atMs)}</td>
              <td class="digits">{format.value.percent(score)}</td>
              <td>
                {w.level[level]}
                {level !== previous && warned.has(atMs) && ` · ${w.page.alertMark}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
