import type { CallDetail } from '../../server/schemas/call.js';
import { words } from '../state/preferences.js';
import { navigate } from '../state/router.js';
import { mayOperate } from '../state/session.js';
import { giveFeedback } from './call-actions.js';
import { KeptCallButtons } from './kept-call-buttons.js';

interface YourViewProps {
  readonly call: CallDetail;
  readonly reload: () => Promise<void>;
}

/** What an operator says of the call and does with what is kept of it. */
export function YourView({ call, reload }: YourViewProps) {
  const w = words.value;
  const { callId, state, feedback } = call;
  if (!mayOperate.value) return null;
  const say = async (verdict: 'not-scam' | 'was-scam') => {
    if (await giveFeedback(callId, verdict)) await reload();
  };
  return (
    <section class="card" aria-labelledby="view-heading">
      <h2 id="view-heading">{w.page.yourView}</h2>
      {feedback && <p class="notice calm">{w.page.feedback[feedback]}</p>}
      <div class="buttons">
        <button
          type="button"
          class="button"
          disabled={feedback === 'not-scam'}
          onClick={() => say('not-scam')}
        >
          {w.action.notScam}
        </button>
        {state === 'ended' && (
          <button
            type="button"
            class="button"
            disabled={feedback === 'was-scam'}
            onClick={() => say('was-scam')}
          >
            {w.action.wasScam}
          </button>
        )}
      </div>
      <p class="soft small">{w.page.tellMe}</p>
      {state === 'ended' && (
        <div class="buttons">
          <KeptCallButtons callId={callId} onDeleted={() => navigate('/history')} />
        </div>
      )}
    </section>
  );
}
