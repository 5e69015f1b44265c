import { type Invitation, SessionState } from 'sip.js';
import { isParty, type Party } from '../../audio/party.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { aboutCall, cleanText } from '../call-parameters.js';
import type { CallTable, Membership } from '../call-table.js';
import type { PortRange } from '../media-ports.js';
import { MediaLeg } from './media-leg.js';
import { RtpDescription } from './rtp-description.js';
import { parseSdp } from './sdp.js';

export interface AnswerOptions {
  readonly calls: CallTable;
  /** Our address as the server reaches it. */
  readonly host: string;
  readonly ports: PortRange;
  readonly silentMs: number;
  /** The call is answered. */
  readonly onAnswered: (membership: Membership) => void;
  readonly report: (error: CallwardenError) => void;
}

/** A leg that we were called on. */
export interface AnsweredLeg {
  readonly description: RtpDescription;
  /** Answers, or refuses with the fitting status. Never throws. */
  accept(): Promise<void>;
  /** Hangs up our leg; nobody else's. */
  leave(): Promise<void>;
}

/** `603 Decline` (RFC 3261, section 21.6.2). */
const DECLINE = 603;

/** Headers by which a PBX may say which party a leg carries and of which call, so that two legs make one call. */
const HEADER = {
  call: 'X-Callwarden-Call',
  party: 'X-Callwarden-Party',
  direction: 'X-Callwarden-Direction',
  remote: 'X-Callwarden-Remote',
  local: 'X-Callwarden-Local',
} as const;

/**
 * Prepares the answer to an invitation.
 * @throws CallwardenError CW_SIP_MEDIA, CW_LINE_BUSY, CW_LINE_PARTY_TAKEN, CW_CALL_PRIVATE; the invitation has to be refused then
 */
export function prepareAnswer(invitation: Invitation, options: AnswerOptions): AnsweredLeg {
  const { calls, host, ports, silentMs, onAnswered, report } = options;
  const { request, remoteIdentity } = invitation;
  // An invitation without a description leaves the offer to us.
  if (request.body) parseSdp(request.body);
  const header = (name: string) => cleanText(request.getHeader(name));
  const named = header(HEADER.party);
  const party: Party = isParty(named) ? named : 'mixed';
  const about = aboutCall({
    direction: header(HEADER.direction),
    remote: header(HEADER.remote) ?? remoteIdentity.uri.user,
    remoteName: remoteIdentity.displayName,
    local: header(HEADER.local),
  });
  const name = header(HEADER.call) ?? cleanText(request.callId) ?? 'call';
  const membership = calls.join(name, [party], about, () => void leave());
  const { call } = membership;
  const leg = new MediaLeg({
    host,
    ports,
    party,
    silentMs,
    now: call.now,
    onFrames: (frames) => call.push(frames),
    onDigit: ({ digit, durationMs }) => call.press({ party, digit, durationMs }),
    onSilent: (stranger) => {
      const from = stranger === undefined ? '' : ` It came from ${stranger}, which the server did not name.`;
      report(
        new CallwardenError('CW_SIP_SILENT', `Call ${name} brought no audio for ${silentMs} ms.${from}`),
      );
      void leave();
    },
  });
  const leave = async () => {
    if (invitation.state === SessionState.Established) await invitation.bye().catch(() => {});
    else if (invitation.state === SessionState.Initial || invitation.state === SessionState.Establishing)
      await invitation.reject().catch(() => {});
  };
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Established) onAnswered(membership);
    if (state === SessionState.Terminated) void leg.close().then(() => membership.leave());
  });
  invitation.delegate = {
    onInfo: (info) => {
      void info.accept();
      const [, digit] = /^Signal\s*=\s*([0-9*#A-D])\s*$/im.exec(info.request.body) ?? [];
      if (digit !== undefined) call.press({ party, digit });
    },
    // Left alone, the library would do as it is told and call whomever the other end names.
    onRefer: (referral) => void referral.reject({ statusCode: DECLINE }).catch(() => {}),
  };
  return {
    description: new RtpDescription(leg, host),
    accept: async () => {
      try {
        await invitation.accept();
      } catch (thrown) {
        // Cancelled meanwhile, or no port was free: the state says the rest.
        report(asCallwardenError(thrown, 'CW_SIP_MEDIA'));
        await leave();
        await leg.close();
        membership.leave();
      }
    },
    leave,
  };
}
