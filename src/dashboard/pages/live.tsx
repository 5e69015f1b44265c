import { computed, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Level } from '../../server/schemas/call.js';
import type { Health } from '../../server/schemas/health.js';
import { api } from '../api/api.js';
import { isWorse } from '../model/danger.js';
import { type WatchState, watchState } from '../model/watch-state.js';
import { CallCard } from '../parts/call-card.js';
import { Lamp } from '../parts/icons.js';
import { Loading, useLoaded } from '../parts/loading.js';
import { Samples } from '../parts/samples.js';
import { callCell, ended, loaded, order } from '../state/calls.js';
import { connection, service } from '../state/overview.js';
import { words } from '../state/preferences.js';

const LINES_EVERY_MS = 30_000;

/** How it stands over all calls. */
const overall = computed(() => {
  let level: Level = 'clear';
  for (const callId of order.value) {
    const call = callCell(callId)?.value;
    if (call && isWorse(call.level, level)) level = call.level;
  }
  return level;
});

/** The calls heard now. */
export function LivePage() {
  const w = words.value.live;
  const ids = order.value;
  return (
    <>
      <Hero count={ids.length} />
      {ids.length > 0 && (
        <section aria-labelledby="list-heading">
          <h2 id="list-heading" class="sr">
            {w.list}
          </h2>
          <ul class="cards">
            {ids.map((callId) => {
              const cell = callCell(callId);
              return (
                cell && (
                  <li key={callId}>
                    <CallCard cell={cell} />
                  </li>
                )
              );
            })}
          </ul>
        </section>
      )}
      {ended.value.length > 0 && (
        <section aria-labelledby="ended-heading">
          <h2 id="ended-heading">{w.justEnded}</h2>
          <ul class="cards ended">
            {ended.value.map((call) => (
              <li key={call.callId}>
                <CallCard cell={signal(call)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Samples />
    </>
  );
}

function Hero({ count }: { readonly count: number }) {
  const health = useLoaded(api.health, LINES_EVERY_MS);
  useAgainWhenTold(health.again);
  const known = health.failure.value === undefined && loaded.value ? health.value.value : undefined;
  const state = watchState(connection.value, known);
  const { level, heading, says } = stateInWords(count, state, health.failure.value !== undefined);
  return (
    <section class={`hero level-${level}`} aria-labelledby="page-heading">
      <Lamp level={level} />
      <div>
        <h1 id="page-heading" tabIndex={-1}>
          {heading}
        </h1>
        {says !== '' && <p class="hero-says">{says}</p>}
        {state !== 'lost' && state !== 'preparing' && (
          <Loading of={health}>
            {({ lines }) => (
              <Lines
                lines={lines.filter(({ kind }) => kind !== 'sample')}
                quiet={count === 0}
                heard={state === 'watching'}
              />
            )}
          </Loading>
        )}
      </div>
    </section>
  );
}

/** Lines come and go between two looks at them: what the service tells by itself is a reason to look. */
function useAgainWhenTold(again: () => Promise<void>): void {
  const told = useRef(false);
  useEffect(() => {
    // Not at first: then it is being fetched anyway.
    if (told.current) void again();
    told.current = true;
  }, [connection.value, service.value]);
}

/** Green says that calls are watched and none is suspicious; where that is not known, nothing may look like it. */
function stateInWords(
  count: number,
  state: WatchState,
  failed: boolean,
): { readonly level: Level; readonly heading: string; readonly says: string } {
  const w = words.value.live;
  const level = overall.value;
  if (level === 'suspicious' || level === 'scam') return { level, heading: w[level], says: '' };
  if (state === 'lost') return { level: 'unknown', heading: w.noConnection, says: w.noConnectionSays };
  if (state === 'unknown') return { level: 'unknown', heading: failed ? w.unsure : w.loading, says: '' };
  if (count > 0) return { level, heading: w[level](count), says: '' };
  if (state === 'watching') return { level, heading: w.quiet, says: w.quietSays };
  return {
    level: 'unknown',
    heading: state === 'preparing' ? w.preparing : w.notWatching,
    says: w.notWatchingSays,
  };
}

/** Which lines are watched, where nothing else is to be told, and which cannot be. */
function Lines({
  lines,
  quiet,
  heard,
}: {
  readonly lines: Health['lines'];
  readonly quiet: boolean;
  readonly heard: boolean;
}) {
  const w = words.value.live;
  if (lines.length === 0) {
    return (
      quiet && (
        <p class="soft">
          {w.noLine} {w.noLineSays}
        </p>
      )
    );
  }
  const names = (up: boolean) =>
    lines
      .filter(({ state }) => (state === 'up') === up)
      .map(({ name }) => name)
      .join(', ');
  return (
    <>
      {quiet && heard && names(true) && <p class="soft">{w.listening(names(true))}</p>}
      {names(false) && <p class="warn-text">{w.lineDown(names(false))}</p>}
    </>
  );
}
