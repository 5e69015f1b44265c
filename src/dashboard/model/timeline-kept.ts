import type { CallDetail } from '../../server/schemas/call.js';

/** Whether it is known how the call went; of one that is only remembered there may be no more than how it ended. */
export function timelineKept(call: Pick<CallDetail, 'state' | 'transcriptKept' | 'risk'>): boolean {
  return call.state === 'live' || call.transcriptKept || call.risk.length > 0;
}
