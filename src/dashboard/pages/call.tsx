import { useEffect, useMemo } from 'preact/hooks';
import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { exportPath } from '../api/api.js';
import { timelineKept } from '../model/timeline-kept.js';
import { deleteCall, giveFeedback, hangUp } from '../parts/call-actions.js';
import { Icon, Lamp } from '../parts/icons.js';
import { Failed } from '../parts/loading.js';
import { RiskChart } from '../parts/risk-chart.js';
import { RiskMeter } from '../parts/risk-meter.js';
import { RiskTable } from '../parts/risk-table.js';
import { RunningTime } from '../parts/running-time.js';
import { Say } from '../parts/say.js';
import { SignalChips } from '../parts/signal-chips.js';
import { Transcript } from '../parts/transcript.js';
import { CallWatch } from '../state/call-watch.js';
import { format, words } from '../state/preferences.js';
import { navigate } from '../state/router.js';
import { mayOperate } from '../state/session.js';
import { categoryTitle, kindNow } from '../state/terms.js';
import { lineOf, whoIs } from '../state/who.js';

/** One call, while it lasts and afterwards. */
export function CallPage({ callId }: { readonly callId: string }) {
  const watch = useMemo(() => new CallWatch(callId), [callId]);
  useEffect(() => () => watch.close(), [watch]);
  const call = watch.call.value;
  const failure = watch.failure.value;
  const w = words.value;
  return (
    <>
      <p class="back">
        <a href="/">
          <Icon name="back" />
          {w.action.back}
        </a>
      </p>
      {failure?.status === 404 ? (
        <p class="notice" role="status">
          {w.page.gone}
        </p>
      ) : (
        failure && <Failed failure={failure} again={watch.load} />
      )}
      {!call && !failure && (
        <p class="soft" role="status">
          {w.live.loading}
        </p>
      )}
      {call && (
        <>
          <Head call={call} />
          <div class="call-columns">
            <div class="card call-words">
              <h2 id="transcript-heading">
                {call.state === 'live' ? w.page.transcript : w.page.transcriptOver}
              </h2>
              <Transcript call={watch.call} />
            </div>
            <div class="call-aside">
              <section class="card" aria-labelledby="risk-heading">
                <h2 id="risk-heading">{w.page.risk}</h2>
                <p class="sr">{w.page.riskSays(format.value.percent(call.score), w.level[call.level])}</p>
                {timelineKept(call) ? (
                  <>
                    <RiskChart call={watch.call} />
                    <RiskTable call={call} />
                  </>
                ) : (
                  <p class="soft">{w.page.timelineNotKept}</p>
                )}
              </section>
              <section class="card" aria-labelledby="signals-heading">
                <h2 id="signals-heading">{w.page.signals}</h2>
                <SignalChips call={call} />
              </section>
              <Actions call={call} reload={watch.load} />
              {call.notices.length > 0 && <Notices notices={call.notices} />}
            </div>
          </div>
        </>
      )}
    </>
  );
}

function Head({ call }: { readonly call: CallDetail }) {
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

function Actions({ call, reload }: { readonly call: CallDetail; readonly reload: () => Promise<void> }) {
  const w = words.value;
  const { callId, state, feedback } = call;
  if (!mayOperate.value) return null;
  const say = async (verdict: 'not-scam' | 'was-scam') => {
    if (await giveFeedback(callId, verdict)) await reload();
  };
  return (
    <section class="card" aria-labelledby="view-heading">
      <h2 id="view-heading">{w.page.yourView}</h2>
      {feedback && <p class="notice calm">{w.page.feedback[feedback]}</p>}
      <div class="buttons">
        <button
          type="button"
          class="button"
          disabled={feedback === 'not-scam'}
          onClick={() => say('not-scam')}
        >
          {w.action.notScam}
        </button>
        {state === 'ended' && (
          <button
            type="button"
            class="button"
            disabled={feedback === 'was-scam'}
            onClick={() => say('was-scam')}
          >
            {w.action.wasScam}
          </button>
        )}
      </div>
      <p class="soft small">{w.page.tellMe}</p>
      {state === 'ended' && (
        <div class="buttons">
          <a class="button plain" href={exportPath.call(callId)} download={`call-${callId}.json`}>
            <Icon name="save" />
            {w.action.export}
          </a>
          <button
            type="button"
            class="button plain danger-text"
            onClick={async () => (await deleteCall(callId)) && navigate('/history')}
          >
            <Icon name="remove" />
            {w.action.delete}
          </button>
        </div>
      )}
    </section>
  );
}

function Notices({ notices }: { readonly notices: CallDetail['notices'] }) {
  return (
    <section class="card" aria-labelledby="notices-heading">
      <h2 id="notices-heading">{words.value.page.notices}</h2>
      <ul class="plain-list">
        {notices.map(({ atMs, code, message }) => (
          <li key={`${atMs} ${code}`}>
            <span class="digits soft">{clockTime(atMs)}</span> <span lang="en">{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
