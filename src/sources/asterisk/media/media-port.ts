import type { Frame } from '../../../audio/frame.js';
import type { Party } from '../../../audio/party.js';
import type { AsteriskLine } from '../../../config/asterisk-line.js';
import type { PortRange } from '../../media-ports.js';
import type { AriChannel } from '../ari-types.js';

/** How audio comes from Asterisk. */
export type MediaKind = Exclude<AsteriskLine['media'], 'auto'>;

/** In a bridge a phone sends within this, ms; of one that does not nothing arrives. */
export const FIRST_WITHIN_MS = 2000;

/** The fields of ARI's `externalMedia` request that the kind of media decides. */
export type ExternalMedia = Readonly<Record<string, string>>;

export interface MediaOptions {
  readonly party: Party;
  readonly format: AsteriskLine['format'];
  /** Our address as the PBX reaches it. */
  readonly host: string;
  readonly ports: PortRange;
  /** Address of ARI: the PBX's media WebSocket is on the same server. */
  readonly url: string;
  /** A connection to the PBX that takes longer has failed, ms. */
  readonly timeoutMs: number;
  /** ms since the call began. */
  readonly now: () => number;
  readonly onFrames: (frames: readonly Frame[]) => void;
}

/** Our end of one external media channel. */
export interface MediaPort extends AsyncDisposable {
  readonly request: ExternalMedia;
  /** To be called with the channel that the PBX made for the request, at once. */
  attached(channel: AriChannel, signal: AbortSignal): Promise<void>;
  /** The tap is on: a party of whom nothing comes from now on is missed. */
  begin(): void;
  /** Sends 20 ms of audio to the PBX. @param samples 160 of 8 kHz */
  send(samples: Int16Array): void;
  /** Counts of what came. */
  stats(): Readonly<Record<string, number>>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** An address as Asterisk takes it: IPv6 in brackets. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
