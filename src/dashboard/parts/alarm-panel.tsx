import { clockTime } from '../../cli/terminal/time.js';
import { callPath } from '../model/route.js';
import { type Alarm, markSeen, standing } from '../state/alarm.js';
import { format, words } from '../state/preferences.js';
import { mayOperate } from '../state/session.js';
import { categoryAdvice, categoryTitle } from '../state/terms.js';
import { lineOf, partyName, whoIs } from '../state/who.js';
import { giveFeedback, hangUp } from './call-actions.js';
import { Icon, Lamp } from './icons.js';
import { Say } from './say.js';

/** The warning of a scam, on every place of the page until somebody has seen it. */
export function AlarmPanel() {
  const [first, ...others] = standing.value;
  if (!first) return null;
  const w = words.value.alarm;
  return (
    <section class="alarm" aria-labelledby="alarm-heading">
      <AlarmOf alarm={first} />
      {others.length > 0 && (
        <div class="alarm-others">
          <p>{w.more(others.length)}:</p>
          <ul>
            {others.map(({ alert, call }) => (
              <li key={alert.callId}>
                <a href={callPath(alert.callId)}>
                  {whoIs(call)}: <Say said={categoryTitle(alert.category, alert.title)} />
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function AlarmOf({ alarm: { alert, call, gone } }: { readonly alarm: Alarm }) {
  const w = words.value;
  const over = gone || call?.state === 'ended';
  const { callId } = alert;
  return (
    <>
      <div class="alarm-head">
        <Lamp level="scam" />
        <div>
          <h2 id="alarm-heading">{over ? w.alarm.ended : w.alarm.heading}</h2>
          <p class="alarm-title">
            <Say said={categoryTitle(alert.category, alert.title)} />
            <span class="alarm-score">
              {w.call.risk} {format.value.percent(alert.score)}
            </span>
          </p>
          <p class="alarm-who">
            {[whoIs(call), call && lineOf(call), call && w.call.since(format.value.time(call.levelSince))]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </div>
      <p class="alarm-advice">
        <span class="sr">{w.alarm.advice}: </span>
        <Say said={categoryAdvice(alert.category, alert.advice)} />
      </p>
      {!over && call?.canHangUp && mayOperate.value && (
        <button type="button" class="button on-alarm strong alarm-end" onClick={() => hangUp(callId)}>
          <Icon name="hangUp" />
          {w.action.hangUp}
        </button>
      )}
      {alert.evidence.length > 0 && (
        <div class="alarm-quotes">
          <h3>{w.alarm.said}</h3>
          <ul>
            {alert.evidence.map((quote) => (
              <li key={`${quote.startMs} ${quote.quote}`}>
                <span class="digits alarm-quote-when">
                  {clockTime(quote.startMs)} {partyName(quote.party, call?.direction)}
                </span>
                <q lang="en">{quote.quote}</q>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="buttons">
        <a class="button on-alarm" href={callPath(callId)}>
          {w.alarm.open}
        </a>
        {mayOperate.value && (
          <button type="button" class="button on-alarm" onClick={() => giveFeedback(callId, 'not-scam')}>
            {w.action.notScam}
          </button>
        )}
        <button type="button" class="button on-alarm" onClick={() => markSeen(callId)}>
          <Icon name="check" />
          {w.alarm.seen}
        </button>
      </div>
    </>
  );
}
