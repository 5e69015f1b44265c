import type { Signal } from '@preact/signals';
import { clockTime } from '../../cli/terminal/time.js';
import type { CallView } from '../../server/schemas/call.js';
import { callPath } from '../model/route.js';
import { format, words } from '../state/preferences.js';
import { kindNow } from '../state/terms.js';
import { lineOf, whoIs } from '../state/who.js';
import { Lamp } from './icons.js';
import { RiskMeter } from './risk-meter.js';
import { RunningTime } from './running-time.js';
import { Say } from './say.js';

/** A call of the list, live or just ended. The whole card leads to its page. */
export function CallCard({ cell }: { readonly cell: Signal<CallView> }) {
  const call = cell.value;
  const w = words.value;
  const kind = kindNow(call);
  return (
    <article class={`card call-card level-${call.level}`}>
      <Lamp level={call.level} />
      <div class="call-card-words">
        <h3>
          <a href={callPath(call.callId)} class="card-link">
            <span class="call-card-level">{w.level[call.level]}</span>
            <span class="call-card-who">{whoIs(call)}</span>
          </a>
        </h3>
        <p class="call-card-why">{kind ? <Say said={kind} /> : w.levelSays[call.level]}</p>
        <p class="soft call-card-facts">
          {lineOf(call) && <span>{lineOf(call)}</span>}
          <span>
            {w.level[call.level]} {w.call.since(format.value.time(call.levelSince))}
          </span>
          {call.dismissed && <span>{w.call.dismissed}</span>}
          {call.degraded && <span class="warn-text">{w.call.degraded}</span>}
        </p>
      </div>
      <div class="call-card-side">
        {call.endedAt === null ? (
          <span class="call-card-time">
            <span class="sr">{w.call.running} </span>
            <RunningTime since={call.startedAt} />
          </span>
        ) : (
          <span class="call-card-time soft">
            {w.call.lasted(clockTime(Date.parse(call.endedAt) - Date.parse(call.startedAt)))}
          </span>
        )}
        <RiskMeter level={call.level} score={call.score} />
      </div>
    </article>
  );
}
