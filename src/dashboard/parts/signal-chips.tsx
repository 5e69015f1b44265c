import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { REASSURING } from '../model/reassuring.js';
import { timelineKept } from '../model/timeline-kept.js';
import { words } from '../state/preferences.js';
import { signalTitle } from '../state/terms.js';
import { Say } from './say.js';

/** What was noticed in the call, each kind once, with when it was first said. */
export function SignalChips({ call }: { readonly call: CallDetail }) {
  const w = words.value.page;
  const first = new Map<string, CallDetail['signals'][number]>();
  for (const hit of call.signals) {
    const known = first.get(hit.signal);
    if (known === undefined || hit.startMs < known.startMs) first.set(hit.signal, hit);
  }
  if (first.size === 0) {
    const none = call.state === 'live' ? w.noSignals : w.noneNoticed;
    return <p class="soft">{timelineKept(call) ? none : w.signalsNotKept}</p>;
  }
  return (
    <ul class="chips">
      {[...first.values()].map((hit) => (
        <li
          key={hit.signal}
          class={REASSURING.has(hit.signal) ? 'chip reassuring' : 'chip'}
          title={`“${hit.quote}”`}
        >
          <Say said={signalTitle(hit.signal, hit.title)} />
          <span class="digits soft">
            <span class="sr"> {w.signalAt(clockTime(hit.startMs))}</span>
            <span aria-hidden="true">{clockTime(hit.startMs)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
