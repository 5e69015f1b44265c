import type { Line } from '../config/schema.js';
import { AsteriskSource } from './asterisk/asterisk-source.js';
import type { CallSource } from './call-source.js';
import type { MayListen } from './listening-policy.js';
import { MicrophoneSource } from './microphone/microphone-source.js';
import type { PeerReport } from './once-per-peer.js';
import { RevivedSource } from './revived-source.js';
import { SipSource } from './sip/sip-source.js';
import { StreamSource } from './streams/stream-source.js';

/**
 * The source of a configured line. It does nothing until its calls are asked for.
 * @param report hears of outages of a line as they come, and once of each kind of fault of each peer, with the peer or the
 *   line they came from; none of them costs a running call anything
 * @param mayListen asked before a call is tapped; a microphone knows no numbers and is not asked about
 * @throws CallwardenError CW_CONFIG_INVALID when the line contradicts itself
 */
export function openSource(line: Line, report: PeerReport, mayListen: MayListen): CallSource {
  switch (line.kind) {
    case 'asterisk':
      return new AsteriskSource(line, (problem) => report(problem, line.name), mayListen);
    case 'sip':
      return new SipSource(line, (error) => report(error, line.name), mayListen);
    case 'streams':
      return new RevivedSource(
        () => new StreamSource(line, report, mayListen),
        (error) => report(error, line.name),
      );
    case 'microphone':
      return new RevivedSource(
        () => new MicrophoneSource(line),
        (error) => report(error, line.name),
      );
  }
}
