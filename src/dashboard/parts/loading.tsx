import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { RequestFailed } from '../api/request.js';
import { failureWords } from '../model/failure-words.js';
import { words } from '../state/preferences.js';

export interface Loaded<T> {
  readonly value: ReadonlySignal<T | undefined>;
  readonly failure: ReadonlySignal<RequestFailed | undefined>;
  readonly again: () => Promise<void>;
}

/** Fetches when the place is opened, and again every so often. @param everyMs never again when absent */
export function useLoaded<T>(fetchIt: () => Promise<T>, everyMs?: number): Loaded<T> {
  const value = useSignal<T | undefined>(undefined);
  const failure = useSignal<RequestFailed | undefined>(undefined);
  const again = async () => {
    try {
      value.value = await fetchIt();
      failure.value = undefined;
    } catch (thrown) {
      if (!(thrown instanceof RequestFailed)) throw thrown;
      failure.value = thrown;
    }
  };
  useEffect(() => {
    void again();
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) void again();
    }, everyMs);
    return () => clearInterval(timer);
  }, []);
  return { value, failure, again };
}

/** What was fetched, or why not, or that it is on its way. */
export function Loading<T>({
  of: { value, failure, again },
  children,
}: {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}) {
  if (value.value !== undefined) return <>{children(value.value)}</>;
  if (failure.value !== undefined) return <Failed failure={failure.value} again={again} />;
  return (
    <p class="soft" role="status">
      {words.value.live.loading}
    </p>
  );
}

export function Failed({
  failure,
  again,
}: {
  readonly failure: RequestFailed;
  readonly again: () => Promise<void>;
}) {
  return (
    <div class="card failed-card" role="alert">
      <h2>{words.value.failed.heading}</h2>
      <p>{failureWords(failure, words.value)}</p>
      <button type="button" class="button" onClick={() => again()}>
        {words.value.failed.again}
      </button>
    </div>
  );
}
