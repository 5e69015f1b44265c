import { useEffect } from 'preact/hooks';
import { clockTime } from '../../cli/terminal/time.js';
import type { CallView } from '../../server/schemas/call.js';
import { callPath } from '../model/route.js';
import { Heading } from '../parts/heading.js';
import { HistoryFilters } from '../parts/history-filters.js';
import { KeptCallButtons } from '../parts/kept-call-buttons.js';
import { LevelBadge } from '../parts/level-badge.js';
import { Failed } from '../parts/loading.js';
import { NumberForm } from '../parts/number-form.js';
import { Say } from '../parts/say.js';
import { forget, historyFailure, isFiltered, next, older, refresh, remembered } from '../state/history.js';
import { format, words } from '../state/preferences.js';
import { mayOperate } from '../state/session.js';
import { categoryTitle } from '../state/terms.js';
import { lineOf, whoIs } from '../state/who.js';

/** Calls that ended and are remembered. */
export function HistoryPage() {
  const w = words.value;
  useEffect(() => void refresh(), []);
  const calls = remembered.value;
  const failure = historyFailure.value;
  return (
    <>
      <Heading>{w.history.title}</Heading>
      <p class="soft lead">{w.history.says}</p>
      <HistoryFilters />
      {failure && <Failed failure={failure} again={refresh} />}
      {calls === undefined && !failure && (
        <p class="soft" role="status">
          {w.live.loading}
        </p>
      )}
      {calls !== undefined && (
        <>
          <p class="soft" role="status">
            {calls.length > 0
              ? w.history.found(calls.length)
              : isFiltered()
                ? w.history.noneFound
                : w.history.none}
          </p>
          <ul class="cards">
            {calls.map((call) => (
              <li key={call.callId}>
                <Row call={call} />
              </li>
            ))}
          </ul>
          {next.value !== null && (
            <button type="button" class="button" onClick={() => older()}>
              {w.history.more}
            </button>
          )}
        </>
      )}
      {mayOperate.value && <NumberForm />}
    </>
  );
}

function Row({ call }: { readonly call: CallView }) {
  const w = words.value;
  const lasted = call.endedAt === null ? 0 : Date.parse(call.endedAt) - Date.parse(call.startedAt);
  const who = whoIs(call);
  const when = format.value.dateTime(call.startedAt);
  return (
    <article class="card history-row">
      <LevelBadge level={call.highest} />
      <div class="history-words">
        <h2>
          <a href={callPath(call.callId)} class="card-link">
            {who}
          </a>
        </h2>
        <p class="soft facts">
          <span>{when}</span>
          <span>{w.call.lasted(clockTime(lasted))}</span>
          {lineOf(call) && <span>{lineOf(call)}</span>}
          {call.title !== null && (
            <span>
              <Say said={categoryTitle(call.category, call.title)} />
            </span>
          )}
          {call.feedback !== null && <span>{w.page.feedback[call.feedback]}</span>}
        </p>
      </div>
      {mayOperate.value && (
        <div class="buttons history-actions">
          <KeptCallButtons
            callId={call.callId}
            which={`${who}, ${when}`}
            onDeleted={() => forget(call.callId)}
          />
        </div>
      )}
    </article>
  );
}
