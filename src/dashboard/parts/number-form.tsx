import { useSignal } from '@preact/signals';
import { api, exportPath } from '../api/api.js';
import { forgetEnded } from '../state/calls.js';
import { refresh } from '../state/history.js';
import { words } from '../state/preferences.js';
import { confirm } from './confirm.js';
import { Icon } from './icons.js';
import { attempt, tell } from './toast.js';

const SHORTEST = 3;

/** Hands out or deletes everything kept of one number. */
export function NumberForm() {
  const number = useSignal('');
  const w = words.value;
  const digits = number.value.trim();
  const ready = digits.length >= SHORTEST;
  const remove = async () => {
    const asked = {
      heading: w.history.numberAsk(digits),
      says: w.action.deleteSays,
      action: w.action.delete,
    };
    if (!(await confirm(asked))) return;
    let deleted = 0;
    const worked = await attempt(async () => {
      deleted = (await api.deleteNumber(digits)).deleted;
    });
    if (!worked) return;
    number.value = '';
    tell(words.value.history.numberDone(deleted));
    // Which of them were of this number cannot be told: the page knows its end only.
    forgetEnded();
    await refresh();
  };
  return (
    <details class="card number-form">
      <summary>{w.history.number}</summary>
      <p class="soft">{w.history.numberSays}</p>
      <label class="field">
        {w.history.numberLabel}
        <input
          type="tel"
          value={number.value}
          maxLength={40}
          autoComplete="off"
          onInput={({ currentTarget }) => {
            number.value = currentTarget.value;
          }}
        />
      </label>
      <div class="buttons">
        {ready && (
          <a class="button" href={exportPath.number(digits)} download="calls-of-a-number.json">
            <Icon name="save" />
            {w.action.export}
          </a>
        )}
        <button type="button" class="button danger" disabled={!ready} onClick={remove}>
          <Icon name="remove" />
          {w.history.numberDelete}
        </button>
      </div>
    </details>
  );
}
