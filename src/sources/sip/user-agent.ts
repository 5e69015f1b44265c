import { readFileSync } from 'node:fs';
import { type Invitation, type Session, type SessionDescriptionHandler, UserAgent } from 'sip.js';
import type { SipLine } from '../../config/sip-line.js';
import { CallwardenError } from '../../errors.js';
import { WebsocketTransport } from './websocket-transport.js';

export interface UserAgentHandlers {
  /** What describes the audio of a call that is being answered. */
  readonly descriptionOf: (session: Session) => SessionDescriptionHandler;
  /** Somebody calls us. */
  readonly onInvite: (invitation: Invitation) => void;
}

/**
 * The line's account as a telephone; it is not connected yet.
 * @throws CallwardenError CW_CONFIG_INVALID when the account cannot be written as an address, or `caFile` not be read
 */
export function openUserAgent(line: SipLine, { descriptionOf, onInvite }: UserAgentHandlers): UserAgent {
  const host = line.domain ?? new URL(line.server).hostname;
  const uri = UserAgent.makeURI(`sip:${line.user}@${host}`);
  if (!uri) throw new CallwardenError('CW_CONFIG_INVALID', `No SIP address: sip:${line.user}@${host}.`);
  return new UserAgent({
    uri,
    authorizationUsername: line.authorizationUser ?? line.user,
    authorizationPassword: line.password,
    userAgentString: 'Callwarden',
    logBuiltinEnabled: false,
    transportConstructor: WebsocketTransport,
    transportOptions: {
      server: line.server,
      timeoutMs: line.timeoutMs,
      ...(line.caFile === null ? {} : { ca: readAuthority(line.caFile) }),
    },
    sessionDescriptionHandlerFactory: descriptionOf,
    delegate: { onInvite },
  });
}

/** Where audio for us is to be sent: as the line says, or the address by which we reach the server. */
export function ourHost({ mediaHost }: SipLine, { transport }: UserAgent): string {
  const seen = transport instanceof WebsocketTransport ? transport.localAddress : undefined;
  return mediaHost ?? seen ?? '127.0.0.1';
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CallwardenError('CW_CONFIG_INVALID', `lines.caFile: ${file} cannot be read.`, { cause });
  }
}
