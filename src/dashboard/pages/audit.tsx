import { api } from '../api/api.js';
import { callPath } from '../model/route.js';
import { Heading } from '../parts/heading.js';
import { Lamp } from '../parts/icons.js';
import { Loading, useLoaded } from '../parts/loading.js';
import { format, words } from '../state/preferences.js';
import { mayOperate } from '../state/session.js';

/** Who viewed or deleted what. */
export function AuditPage() {
  const w = words.value.audit;
  return (
    <>
      <Heading>{w.title}</Heading>
      <p class="soft lead">{w.says}</p>
      {mayOperate.value ? <Entries /> : <p class="notice">{w.operatorOnly}</p>}
    </>
  );
}

function Entries() {
  const loaded = useLoaded(api.audit);
  const w = words.value.audit;
  return (
    <Loading of={loaded}>
      {({ intact, entries }) => (
        <>
          <p class="card state-row">
            <Lamp level={intact ? 'clear' : 'scam'} />
            <strong>{intact ? w.intact : w.broken}</strong>
          </p>
          {entries.length === 0 ? (
            <p class="soft">{w.none}</p>
          ) : (
            <div class="card table-scroll">
              <table class="audit-table">
                <caption class="sr">{w.title}</caption>
                <thead>
                  <tr>
                    <th scope="col">{w.when}</th>
                    <th scope="col">{w.who}</th>
                    <th scope="col">{w.action}</th>
                    <th scope="col">{w.call}</th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map(({ at, who, action, callId }, i) => (
                    <tr key={`${at} ${i}`}>
                      <td class="digits">{format.value.dateTime(at)}</td>
                      <td>{who}</td>
                      <td>{w.actions[action] ?? action}</td>
                      <td>{callId !== null && <a href={callPath(callId)}>{callId}</a>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </Loading>
  );
}
