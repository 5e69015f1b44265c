import { useEffect, useMemo } from 'preact/hooks';
import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { timelineKept } from '../model/timeline-kept.js';
import { CallHead } from '../parts/call-head.js';
import { Heading } from '../parts/heading.js';
import { Icon } from '../parts/icons.js';
import { Failed } from '../parts/loading.js';
import { RiskChart } from '../parts/risk-chart.js';
import { RiskTable } from '../parts/risk-table.js';
import { SignalChips } from '../parts/signal-chips.js';
import { Transcript } from '../parts/transcript.js';
import { YourView } from '../parts/your-view.js';
import { CallWatch } from '../state/call-watch.js';
import { format, words } from '../state/preferences.js';

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
      {failure && !call && <Heading>{w.page.facts}</Heading>}
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
          <CallHead call={call} />
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
              <YourView call={call} reload={watch.load} />
              {call.notices.length > 0 && <Notices notices={call.notices} />}
            </div>
          </div>
        </>
      )}
    </>
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
