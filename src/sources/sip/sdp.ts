import { isIP } from 'node:net';
import { CallwardenError } from '../../errors.js';
import {
  COMFORT_NOISE,
  type PayloadFormat,
  type PayloadMap,
  PCMA,
  PCMU,
  TELEPHONE_EVENT,
} from '../rtp/payload-format.js';

// Session descriptions (RFC 8866) as far as a listener on plain RTP needs them, by offer and answer (RFC 3264).

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What the other end says of the audio it sends. */
export interface RemoteAudio {
  /** Address and port it hears at; plain phones and PBXes send from the same address. */
  readonly host: string;
  readonly port: number;
  /** The payload types that both ends know. */
  readonly payloads: PayloadMap;
  /** Names of these types, in the other end's order. */
  readonly names: ReadonlyMap<number, string>;
  readonly direction: Direction;
  /** Every `m=` of the description, in order: an answer must have as many. */
  readonly media: readonly { readonly line: string; readonly chosen: boolean }[];
}

const FORMATS: Readonly<Record<string, PayloadFormat>> = {
  'PCMU/8000': PCMU,
  'PCMA/8000': PCMA,
  'CN/8000': COMFORT_NOISE,
  'TELEPHONE-EVENT/8000': TELEPHONE_EVENT,
};

/** Payload types that need no rtpmap (RFC 3551, table 4). */
const STATIC_NAMES: Readonly<Record<number, string>> = { 0: 'PCMU/8000', 8: 'PCMA/8000', 13: 'CN/8000' };

/** What we offer where the other end leaves the offer to us. */
const OUR_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'PCMU/8000'],
  [8, 'PCMA/8000'],
  [101, 'telephone-event/8000'],
]);

const OUR_PAYLOADS: PayloadMap = new Map([
  [0, PCMU],
  [8, PCMA],
  [101, TELEPHONE_EVENT],
]);

/** @throws CallwardenError CW_SIP_MEDIA when it has no audio that is taken, or is no description */
export function parseSdp(sdp: string): RemoteAudio {
  const [session = '', ...sections] = sdp.split(/^(?=m=)/m);
  const index = sections.findIndex((section) => audioNames(section).size > 0);
  const section = sections[index];
  if (section === undefined) {
    throw new CallwardenError(
      'CW_SIP_MEDIA',
      `The call offers ${sections.map((one) => mediaLine(one).slice(2)).join(', ') || 'no media'}: plain RTP with PCMU or PCMA is taken.`,
    );
  }
  const names = audioNames(section);
  const host = address(section) ?? address(session);
  if (host === undefined) throw new CallwardenError('CW_SIP_MEDIA', 'The description names no IP address.');
  const held = host === '0.0.0.0' || host === '::';
  return {
    host,
    port: portOf(section),
    payloads: new Map([...names].flatMap(([type, name]) => entry(type, FORMATS[name.toUpperCase()]))),
    names,
    // The old way to say hold (RFC 2543).
    direction: held ? 'inactive' : (directionOf(section) ?? directionOf(session) ?? 'sendrecv'),
    media: sections.map((one, i) => ({ line: mediaLine(one), chosen: i === index })),
  };
}

export interface LocalAudio {
  readonly host: string;
  readonly port: number;
  /** Names the session; stays the same while `version` grows (RFC 3264, section 8). */
  readonly id: number;
  readonly version: number;
}

/**
 * Our description: we listen and send nothing.
 * @param remote the other end's last one: a new offer has as many media as that, too (RFC 3264, section 8)
 * @param answers it answers that one; else it is an offer, which is always ready to hear
 */
export function writeSdp(
  local: LocalAudio,
  remote: RemoteAudio | undefined,
  answers = remote !== undefined,
): string {
  const family = isIP(local.host) === 6 ? 'IP6' : 'IP4';
  const sends = !answers || remote?.direction === 'sendrecv' || remote?.direction === 'sendonly';
  const names = remote?.names ?? OUR_NAMES;
  const audio = [
    `m=audio ${local.port} RTP/AVP ${[...names.keys()].join(' ')}`,
    ...[...names].map(([type, name]) => `a=rtpmap:${type} ${name}`),
    ...[...names].filter(([, name]) => /^telephone-event/i.test(name)).map(([type]) => `a=fmtp:${type} 0-15`),
    sends ? 'a=recvonly' : 'a=inactive',
  ];
  const media = remote?.media.flatMap(({ line, chosen }) => (chosen ? audio : [refused(line)])) ?? audio;
  return [
    'v=0',
    `o=callwarden ${local.id} ${local.version} IN ${family} ${local.host}`,
    's=callwarden',
    `c=IN ${family} ${local.host}`,
    't=0 0',
    ...media,
    '',
  ].join('\r\n');
}

/** What may come before the other end has answered our offer. */
export function ourPayloads(): PayloadMap {
  return OUR_PAYLOADS;
}

/** Payload types of a section that we know; none when it is not plain audio with a codec of ours. */
function audioNames(section: string): ReadonlyMap<number, string> {
  const [, port = '0', protocol = '', types = ''] =
    /^m=audio (\d+)(?:\/\d+)? (\S+) (.*)$/m.exec(section.split(/\r?\n/)[0] ?? '') ?? [];
  if (Number(port) === 0 || protocol !== 'RTP/AVP') return new Map();
  const maps = new Map(
    [...section.matchAll(/^a=rtpmap:(\d+) ([^\s/]+\/\d+)/gm)].map(([, type, name = '']) => [
      Number(type),
      name,
    ]),
  );
  const names = types
    .trim()
    .split(/\s+/)
    .map((type) => [Number(type), maps.get(Number(type)) ?? STATIC_NAMES[Number(type)] ?? ''] as const)
    .filter(([, name]) => Object.hasOwn(FORMATS, name.toUpperCase()));
  const audible = names.some(([, name]) => FORMATS[name.toUpperCase()]?.kind === 'audio');
  return new Map(audible ? names : []);
}

function address(part: string): string | undefined {
  const host = /^c=IN IP[46] ([^\s/]+)/m.exec(part)?.[1];
  return host !== undefined && isIP(host) !== 0 ? host : undefined;
}

function portOf(section: string): number {
  return Number(/^m=audio (\d+)/.exec(section)?.[1] ?? 0);
}

function directionOf(part: string): Direction | undefined {
  const found = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(part)?.[1];
  return found === 'sendrecv' || found === 'sendonly' || found === 'recvonly' || found === 'inactive'
    ? found
    : undefined;
}

function mediaLine(section: string): string {
  return section.split(/\r?\n/)[0] ?? '';
}

/** A medium we do not take keeps its place with port 0 (RFC 3264, section 6). */
function refused(line: string): string {
  return line.replace(/^(m=\S+ )\d+(?:\/\d+)?/, '$10');
}

function entry<K, V>(key: K, value: V | undefined): [K, V][] {
  return value === undefined ? [] : [[key, value]];
}
