import { signal } from '@preact/signals';
import { RequestFailed } from '../api/request.js';
import { failureWords } from '../model/failure-words.js';
import { words } from '../state/preferences.js';

const SHOWN_MS = 6000;

interface Toast {
  readonly text: string;
  readonly failed: boolean;
}

const shown = signal<Toast | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for a while what came of an action. */
export function tell(text: string, failed = false): void {
  clearTimeout(timer);
  shown.value = { text, failed };
  timer = setTimeout(() => {
    shown.value = undefined;
  }, SHOWN_MS);
}

/** Does it, and says so when it did not work. @returns whether it worked */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof RequestFailed)) throw thrown;
    tell(failureWords(thrown, words.value), true);
    return false;
  }
}

export function ToastPlace() {
  return (
    <div class="toast-place" role="status">
      {shown.value && <p class={shown.value.failed ? 'toast failed' : 'toast'}>{shown.value.text}</p>}
    </div>
  );
}
