import { clockTime } from '../../cli/terminal/time.js';
import type { CallDetail } from '../../server/schemas/call.js';
import { highlight, type Mark, type Segment } from '../model/highlight.js';
import { words } from '../state/preferences.js';
import { signalTitle } from '../state/terms.js';
import { partyName } from '../state/who.js';

interface TurnProps {
  readonly turn: CallDetail['turns'][number];
  readonly direction: CallDetail['direction'];
  /** Of the whole call; the same list as long as nothing new is marked. */
  readonly marks: readonly Mark[];
}

/** What one party said, with what it shows marked in the text and named below it. */
export function Turn({ turn, direction, marks }: TurnProps) {
  const segments = highlight(turn, marks);
  const shown = new Set(segments.flatMap(({ marks }) => marks.flatMap((mark) => nameOf(mark) ?? [])));
  return (
    <li class={`turn turn-${turn.party}`}>
      <p class="turn-head">
        <span class="turn-party">{partyName(turn.party, direction)}</span>
        <span class="digits soft">{clockTime(turn.startMs)}</span>
      </p>
      <p class={turn.final ? 'turn-text' : 'turn-text growing'} lang="en">
        {segments.map((segment, i) => (
          <Words key={`${i} ${segment.text.length}`} segment={segment} />
        ))}
      </p>
      {shown.size > 0 && <p class="turn-signals">{[...shown].join(' · ')}</p>}
    </li>
  );
}

function Words({ segment: { text, marks } }: { readonly segment: Segment }) {
  if (marks.length === 0) return <>{text}</>;
  const titles = marks.map((mark) => nameOf(mark) ?? words.value.page.quoted);
  return (
    <mark
      class={marks.some(({ alerted }) => alerted) ? 'alerted' : ''}
      title={[...new Set(titles)].join('; ')}
    >
      {text}
    </mark>
  );
}

function nameOf({ signal, title }: Mark): string | undefined {
  return signal === undefined ? undefined : signalTitle(signal, title ?? signal).text;
}
