import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { CallDetail } from '../../server/schemas/call.js';
import { marksOf } from '../model/highlight.js';
import { words } from '../state/preferences.js';
import { Icon } from './icons.js';
import { Turn } from './turn.js';

/** Closer to the end than this is at the end, px. */
const NEAR_PX = 80;

/** What both parties say, growing. It follows the latest words until somebody scrolls up to read. */
export function Transcript({ call }: { readonly call: Signal<CallDetail | undefined> }) {
  const place = useRef<HTMLDivElement>(null);
  const follows = useSignal(true);
  const detail = call.value;
  const toLatest = () => {
    follows.value = true;
    place.current?.scrollTo({ top: place.current.scrollHeight });
  };
  useLayoutEffect(() => {
    if (follows.peek()) toLatest();
  }, [detail?.turns]);
  useEffect(() => {
    const watch = new ResizeObserver(() => follows.peek() && toLatest());
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  const marks = useMemo(() => (detail ? marksOf(detail) : []), [detail?.signals, detail?.alerts]);
  if (!detail) return null;
  const w = words.value;
  return (
    <div class="transcript-frame">
      {/* A region that scrolls has to take the keyboard. */}
      <section
        ref={place}
        class="transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolling by keyboard needs it
        tabIndex={0}
        aria-labelledby="transcript-heading"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.value = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        }}
      >
        {detail.turns.length === 0 ? (
          <p class="soft transcript-empty">{detail.transcriptKept ? w.page.nothingYet : w.page.notKept}</p>
        ) : (
          <ol>
            {detail.turns.map((turn) => (
              <Turn key={turn.id} turn={turn} direction={detail.direction} marks={marks} />
            ))}
          </ol>
        )}
      </section>
      {!follows.value && (
        <button type="button" class="button strong jump" onClick={toLatest}>
          <Icon name="down" />
          {w.page.latest}
        </button>
      )}
    </div>
  );
}
