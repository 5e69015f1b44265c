import { exportPath } from '../api/api.js';
import { words } from '../state/preferences.js';
import { deleteCall } from './call-actions.js';
import { Icon } from './icons.js';

interface KeptCallButtonsProps {
  readonly callId: string;
  /** Which call it is, where several are shown: screen readers say it behind what a button does. */
  readonly which?: string;
  readonly onDeleted: () => void;
}

/** What can be done with a call that is kept: a copy saved, or all of it deleted. */
export function KeptCallButtons({ callId, which, onDeleted }: KeptCallButtonsProps) {
  const { action } = words.value;
  const label = (what: string) => (which === undefined ? undefined : `${what}: ${which}`);
  return (
    <>
      <a
        class="button plain"
        href={exportPath.call(callId)}
        download={`call-${callId}.json`}
        aria-label={label(action.export)}
      >
        <Icon name="save" />
        {action.export}
      </a>
      <button
        type="button"
        class="button plain danger-text"
        aria-label={label(action.delete)}
        onClick={async () => (await deleteCall(callId)) && onDeleted()}
      >
        <Icon name="remove" />
        {action.delete}
      </button>
    </>
  );
}
