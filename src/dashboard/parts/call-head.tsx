import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { format, words } from '../state/preferences.js';
import { mayOperate } from '../state/session.js';
import { categoryTitle, kindNow } from '../state/terms.js';
import { lineOf, whoIs } from '../state/who.js';
import { hangUp } from './call-actions.js';
import { Icon, Lamp } from './icons.js';
import { RiskMeter } from './risk-meter.js';
import { RunningTime } from './running-time.js';
import { Say } from './say.js';

/** Who calls, how dangerous it looks and how long it lasts: what is read first. */
export function CallHead({ call }: { readonly call: CallDetail }) {
  const w = words.value;
  const { time, dateTime } = format.value;
  const kind = kindNow(call);
  return (
    <section class={`hero level-${call.level}`} aria-labelledby="page-heading">
      <Lamp level={call.level} />
      <div>
        <h1 id="page-heading" tabIndex={-1}>
          {whoIs(call)}
        </h1>
        <p class="hero-says">
          <strong>{w.level[call.level]}.</strong> {kind ? <Say said={kind} /> : w.levelSays[call.level]}
        </p>
        <p class="soft facts">
          <span>{w.direction[call.direction]}</span>
          {lineOf(call) && <span>{lineOf(call)}</span>}
          <span>{dateTime(call.startedAt)}</span>
          <span>
            {w.level[call.level]} {w.call.since(time(call.levelSince))}
          </span>
          {call.highest !== call.level && (
            <span>
              {w.call.highest(w.level[call.highest])}
              {!kind && !call.dismissed && call.title !== null && (
                <>
                  {' '}
                  (<Say said={categoryTitle(call.category, call.title)} />)
                </>
              )}
            </span>
          )}
          {call.dismissed && <span>{w.call.dismissed}</span>}
        </p>
        {call.degraded && (
          <p class="notice" role="status">
            {w.call.degraded}
          </p>
        )}
      </div>
      <div class="hero-side">
        <p class="hero-time">
          {call.endedAt === null ? (
            <>
              <span class="live-dot" aria-hidden="true" />
              {w.call.live} <RunningTime since={call.startedAt} />
            </>
          ) : (
            <>
              {w.call.ended},{' '}
              {w.call.lasted(clockTime(Date.parse(call.endedAt) - Date.parse(call.startedAt)))}
            </>
          )}
        </p>
        <RiskMeter level={call.level} score={call.score} />
        {call.state === 'live' && call.canHangUp && mayOperate.value && (
          <button type="button" class="button danger" onClick={() => hangUp(call.callId)}>
            <Icon name="hangUp" />
            {w.action.hangUp}
          </button>
        )}
      </div>
    </section>
  );
}
