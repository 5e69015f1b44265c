import type { CallwardenError } from '../errors.js';

/** Hears of what a peer did wrong. @param peer address of the peer */
export type PeerReport = (error: CallwardenError, peer: string) => void;

/** Peers remembered; a flood from more addresses than this is told again, but never fills the memory. */
const REMEMBERED = 1000;

/** Lets the first fault of each kind of each peer through: a log that a stranger can fill is a fault of its own. */
export function oncePerPeer(report: PeerReport, remembered = REMEMBERED): PeerReport {
  const told = new Set<string>();
  return (error, peer) => {
    const key = `${peer} ${error.code}`;
    if (told.has(key)) return;
    if (told.size >= remembered) {
      const [oldest = ''] = told;
      told.delete(oldest);
    }
    told.add(key);
    report(error, peer);
  };
}
