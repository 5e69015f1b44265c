import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../state/preferences.js';

interface Question {
  readonly heading: string;
  readonly says: string;
  readonly action: string;
  readonly answer: (yes: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/** Asks before something that cannot be undone. */
export function confirm(asked: Omit<Question, 'answer'>): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    question.value = { ...asked, answer: resolve };
  });
}

/** Where questions appear; once in the page. Escape answers no. */
export function ConfirmDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked) dialog.current?.showModal();
  }, [asked]);
  if (!asked) return null;
  const answer = (yes: boolean) => {
    dialog.current?.close();
    question.value = undefined;
    asked.answer(yes);
  };
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby="confirm-heading"
      aria-describedby="confirm-says"
      onCancel={() => answer(false)}
    >
      <h2 id="confirm-heading">{asked.heading}</h2>
      <p id="confirm-says">{asked.says}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => answer(false)}>
          {words.value.action.cancel}
        </button>
        <button type="button" class="button danger" onClick={() => answer(true)}>
          {asked.action}
        </button>
      </div>
    </dialog>
  );
}
