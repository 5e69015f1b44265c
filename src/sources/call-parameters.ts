import type { Party } from '../audio/party.js';
import type { Endpoint } from './call-source.js';
import type { AboutCall } from './pushed-call.js';

/** What a peer may say of a call in its own words: Twilio's custom parameters, FreeSWITCH's metadata, a query string, headers of SIP. */
export type CallParameters = Readonly<Record<string, unknown>>;

/** Longest number or name taken over. */
const MAX_LENGTH = 128;

/** Reads `direction`, `remote`, `remoteName`, `local` and `localName`. What is missing or odd is left out. */
export function aboutCall(parameters: CallParameters): AboutCall {
  const { direction } = parameters;
  return {
    direction: direction === 'inbound' || direction === 'outbound' ? direction : 'unknown',
    remote: endpoint(parameters['remote'], parameters['remoteName']),
    local: endpoint(parameters['local'], parameters['localName']),
  };
}

/** Whose voice comes in on the streamed leg: `inbound` of the parameters, or what the line says. */
export function inboundParty(parameters: CallParameters, fallback: 'remote' | 'local'): 'remote' | 'local' {
  const { inbound } = parameters;
  return inbound === 'remote' || inbound === 'local' ? inbound : fallback;
}

export function otherParty(party: 'remote' | 'local'): Party {
  return party === 'remote' ? 'local' : 'remote';
}

/** A short word from a peer, fit to be shown: it may reach a terminal, so nothing that controls one is let through. */
export function cleanText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).replace(/\p{C}/gu, '').trim().slice(0, MAX_LENGTH);
  return text === '' ? undefined : text;
}

/** Who a peer says is at one end. What is empty or odd is left out. */
export function endpoint(number: unknown, name: unknown): Endpoint {
  const [cleanNumber, cleanName] = [cleanText(number), cleanText(name)];
  return {
    ...(cleanNumber === undefined ? {} : { number: cleanNumber }),
    ...(cleanName === undefined ? {} : { name: cleanName }),
  };
}
