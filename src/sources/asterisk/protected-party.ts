import type { AsteriskLine } from '../../config/asterisk-line.js';
import type { AriChannel } from './ari-types.js';
import { matchesAny } from './pattern.js';

export type Protection = AsteriskLine['protect'];

/** Channels that are nobody: media, snoops, announcements, the inner ends of a Local channel. */
const NOBODY =
  /^(Snoop|UnicastRTP|MulticastRTP|WebSocket|AudioSocket|Announcer|Recorder|CBAnn|CBRec|Bridge|MediaBridge|Surrogate|Message)\//i;

/** Whether a person, or what speaks for one, can be behind a channel. */
export function isParticipant({ name }: Pick<AriChannel, 'name'>): boolean {
  return !NOBODY.test(name);
}

/** `inbound`: the channel was called; `outbound`: it called. */
export function directionOf(channel: AriChannel): 'inbound' | 'outbound' {
  // Dial() and Queue() mark the channels that they make; what was originated or transferred has no dialplan place of its own.
  const { app_name = '', exten } = channel.dialplan;
  const called = app_name === 'AppDial' || app_name === 'AppQueue' || exten === '';
  return called ? 'inbound' : 'outbound';
}

/** Numbers by which those on the channels are known: their own, those they see, and what was dialled. */
export function numbersOf(channels: readonly AriChannel[]): string[] {
  return channels
    .flatMap(({ caller, connected, dialplan }) => [caller.number, connected.number, dialplan.exten])
    .filter((number) => /^[+0-9]/.test(number));
}

/**
 * Which channels among those that talk to each other are to be protected: with conditions those that meet all of them,
 * without any the one that was called. Never a trunk. Of two extensions that talk to each other the called one.
 */
export function protectedAmong(
  channels: readonly AriChannel[],
  protection: Protection,
): readonly AriChannel[] {
  const candidates = channels.filter((channel) => qualifies(channel, protection));
  const [first, second] = candidates;
  if (channels.length > 2 && conditions(protection) > 0) return candidates;
  if (!first || !second) return candidates;
  const called = candidates.find((channel) => directionOf(channel) === 'inbound');
  return [called ?? later(first, second)];
}

function qualifies(channel: AriChannel, protection: Protection): boolean {
  const { channels, contexts, extensions, trunks, direction } = protection;
  return (
    !matchesAny(channel.name, trunks) &&
    (channels.length === 0 || matchesAny(channel.name, channels)) &&
    (contexts.length === 0 || matchesAny(channel.dialplan.context, contexts)) &&
    (extensions.length === 0 || matchesAny(channel.caller.number, extensions)) &&
    (direction === 'both' || direction === directionOf(channel))
  );
}

function conditions({ channels, contexts, extensions, trunks }: Protection): number {
  return channels.length + contexts.length + extensions.length + trunks.length;
}

function later(a: AriChannel, b: AriChannel): AriChannel {
  return Date.parse(b.creationtime) >= Date.parse(a.creationtime) ? b : a;
}
