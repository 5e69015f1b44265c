import { computed, signal } from '@preact/signals';
import type { Level } from '../../server/schemas/call.js';
import type { Health } from '../../server/schemas/health.js';
import { api } from '../api/api.js';
import { isWorse } from '../model/danger.js';
import { CallCard } from '../parts/call-card.js';
import { Lamp } from '../parts/icons.js';
import { Loading, useLoaded } from '../parts/loading.js';
import { Samples } from '../parts/samples.js';
import { callCell, ended, loaded, order } from '../state/calls.js';
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
  const w = words.value.live;
  const level = overall.value;
  const health = useLoaded(api.health, LINES_EVERY_MS);
  const heading = !loaded.value
    ? w.loading
    : count === 0
      ? w.quiet
      : level === 'suspicious' || level === 'scam'
        ? w[level]
        : w[level](count);
  return (
    <section class={`hero level-${level}`} aria-labelledby="page-heading">
      <Lamp level={level} />
      <div>
        <h1 id="page-heading" tabIndex={-1}>
          {heading}
        </h1>
        {loaded.value && count === 0 && <p class="hero-says">{w.quietSays}</p>}
        <Loading of={health}>
          {({ lines }) => <Lines lines={lines.filter(({ kind }) => kind !== 'sample')} quiet={count === 0} />}
        </Loading>
      </div>
    </section>
  );
}

/** Which lines are watched, where nothing else is to be told, and which cannot be. */
function Lines({ lines, quiet }: { readonly lines: Health['lines']; readonly quiet: boolean }) {
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
      {quiet && names(true) && <p class="soft">{w.listening(names(true))}</p>}
      {names(false) && <p class="warn-text">{w.lineDown(names(false))}</p>}
    </>
  );
}
