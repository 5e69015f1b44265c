import type { ComponentChildren } from 'preact';
import type { Level } from '../../server/schemas/call.js';
import type { Health } from '../../server/schemas/health.js';
import { api } from '../api/api.js';
import { Heading } from '../parts/heading.js';
import { Lamp } from '../parts/icons.js';
import { Loading, useLoaded } from '../parts/loading.js';
import { Say } from '../parts/say.js';
import { Table } from '../parts/table.js';
import { format, words } from '../state/preferences.js';
import { causeSaid } from '../state/terms.js';

const EVERY_MS = 5000;

/** How the service itself is. */
export function HealthPage() {
  const loaded = useLoaded(api.health, EVERY_MS);
  return (
    <>
      <Heading>{words.value.health.title}</Heading>
      <Loading of={loaded}>{(health) => <State health={health} />}</Loading>
    </>
  );
}

function State({ health }: { readonly health: Health }) {
  const w = words.value.health;
  const { bytes, number, duration, dateTime } = format.value;
  const ok = health.state === 'ok';
  return (
    <>
      <section class={`hero level-${ok ? 'clear' : 'suspicious'}`} aria-label={w.title}>
        <Lamp level={ok ? 'clear' : 'suspicious'} />
        <div>
          <p class="hero-says">
            <strong>{ok ? w.ok : w.degraded}</strong>
          </p>
          {health.causes.length > 0 && (
            <ul class="plain-list">
              {health.causes.map((cause) => (
                <li key={cause.says}>
                  <Say said={causeSaid(cause)} />
                </li>
              ))}
            </ul>
          )}
          <p class="soft facts">
            <span>{w.version(health.version, dateTime(health.startedAt))}</span>
            <span>
              {w.memory}: {bytes(health.memory.residentBytes)}
            </span>
          </p>
        </div>
      </section>
      <div class="health-grid">
        <Part title={w.lines}>
          {health.lines.length === 0 && <p class="soft">{w.noLines}</p>}
          <ul class="plain-list">
            {health.lines.map(({ name, kind, state, reason, calls }) => (
              <li key={name} class="state-row">
                <Lamp level={lineLevel(state)} />
                <div>
                  <strong>{kind === 'sample' ? words.value.caller.sample : name}</strong>{' '}
                  {kind !== 'sample' && <span class="soft">{kind}</span>}
                  <p>
                    {w.lineState[state]} · {w.callsNow(calls)}
                  </p>
                  {reason !== null && (
                    <p class="warn-text" lang="en">
                      {reason}
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </Part>
        <Part title={w.models}>
          <ul class="plain-list">
            {health.models.map(({ role, name, state, restarts }) => (
              <li key={role} class="state-row">
                <Lamp level={state === 'up' ? 'clear' : state === 'missing' ? 'unknown' : 'suspicious'} />
                <div>
                  <strong>{w.role[role]}</strong> {name !== null && <span class="soft">{name}</span>}
                  <p>
                    {w.modelState[state]}
                    {restarts > 0 && ` · ${w.restarts}: ${number(restarts)}`}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </Part>
        <Part title={w.latency}>
          <Table
            label={w.latency}
            head={[w.stage, w.half, w.most, w.measured]}
            rows={health.latency.map(({ stage, p50Ms, p95Ms, samples }) => [
              w.stages[stage] ?? stage,
              p50Ms === null ? '–' : duration(p50Ms),
              p95Ms === null ? '–' : duration(p95Ms),
              number(samples),
            ])}
            empty={w.nothing}
          />
        </Part>
        <Part title={w.queues}>
          <Table
            label={w.queues}
            head={[w.queue, w.depth, w.dropped]}
            rows={health.queues.map(({ name, depth, dropped }) => [
              w.queueNames[name] ?? name,
              number(depth),
              number(dropped),
            ])}
            empty={w.nothing}
          />
        </Part>
        <Part title={w.sinks}>
          <Table
            label={w.sinks}
            head={[w.sink, w.delivered, w.failed]}
            rows={health.sinks.map(({ name, delivered, failed }) => [
              name,
              number(delivered),
              number(failed),
            ])}
            empty={w.noSinks}
          />
        </Part>
        <Part title={w.egress}>
          {health.egress.refused === 0 ? (
            <p class="state-row">
              <Lamp level="clear" />
              <span>{w.egressNone}</span>
            </p>
          ) : (
            <>
              <p class="state-row">
                <Lamp level="suspicious" />
                <strong>{w.egressRefused(number(health.egress.refused))}</strong>
              </p>
              <Table
                label={w.egress}
                head={[w.address, w.egressRefused('').trim()]}
                rows={health.egress.addresses.map(({ address, refused }) => [address, number(refused)])}
                empty=""
              />
            </>
          )}
        </Part>
        <Part title={w.store}>
          <dl class="pairs">
            <Pair term={w.storeState} value={health.store.open ? w.storeOpen : w.storeClosed} />
            <Pair term={w.encrypted} value={health.store.encrypted ? w.yes : w.no} />
            <Pair term={w.size} value={bytes(health.store.bytes)} />
            <Pair term={w.transcripts} value={health.store.transcripts ? w.kept : w.notKept} />
          </dl>
        </Part>
      </div>
    </>
  );
}

function lineLevel(state: Health['lines'][number]['state']): Level {
  if (state === 'up') return 'clear';
  return state === 'down' || state === 'reconnecting' ? 'suspicious' : 'unknown';
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Pair({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
