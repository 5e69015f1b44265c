import type { Verdict } from '../../server/schemas/call.js';
import { api } from '../api/api.js';
import { lower, markSeen } from '../state/alarm.js';
import { forgetCall } from '../state/calls.js';
import { words } from '../state/preferences.js';
import { confirm } from './confirm.js';
import { attempt, tell } from './toast.js';

// What a person may do with a call, with the question before and the answer after.

export async function hangUp(callId: string): Promise<void> {
  const { action } = words.value;
  if (!(await confirm({ heading: action.hangUpAsk, says: action.hangUpSays, action: action.hangUp }))) return;
  if (!(await attempt(() => api.hangUp(callId)))) return;
  markSeen(callId);
  tell(action.hungUp);
}

/** @returns whether it was kept */
export async function giveFeedback(callId: string, verdict: Verdict): Promise<boolean> {
  if (!(await attempt(() => api.feedback(callId, verdict)))) return false;
  if (verdict === 'not-scam') lower(callId);
  else markSeen(callId);
  tell(words.value.action.thanks);
  return true;
}

/** @returns whether it is gone */
export async function deleteCall(callId: string): Promise<boolean> {
  const { action } = words.value;
  if (!(await confirm({ heading: action.deleteAsk, says: action.deleteSays, action: action.delete })))
    return false;
  if (!(await attempt(() => api.deleteCall(callId)))) return false;
  forgetCall(callId);
  lower(callId);
  tell(action.deleted);
  return true;
}
