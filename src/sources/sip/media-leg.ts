import type { Socket } from 'node:dgram';
import type { Frame } from '../../audio/frame.js';
import type { Party } from '../../audio/party.js';
import type { PortRange } from '../media-ports.js';
import type { PayloadFormat } from '../rtp/payload-format.js';
import { RtpReceiver } from '../rtp/receiver.js';
import type { Digit } from '../rtp/telephone-event.js';
import { openUdpSocket } from '../rtp/udp-socket.js';
import { ourPayloads, type RemoteAudio } from './sdp.js';

const TICK_MS = 20;

/** A held call may be silent so many times longer before it is taken for dead. */
const HOLD_PATIENCE = 10;

/** One in which no audio is to come at all tells nothing by its silence: so long is nobody on hold, ms. */
const LONGEST_HOLD_MS = 4 * 3_600_000;

export interface MediaLegOptions {
  /** Our address as the other end reaches it. */
  readonly host: string;
  readonly ports: PortRange;
  readonly party: Party;
  /** ms since the call began. */
  readonly now: () => number;
  readonly onFrames: (frames: readonly Frame[]) => void;
  readonly onDigit: (digit: Digit) => void;
  /** No audio came for so long although there should be some, ms. */
  readonly silentMs: number;
  /** @param stranger address from which audio came that the other end did not name */
  readonly onSilent: (stranger: string | undefined) => void;
}

/** Our end of one call's audio: plain RTP, heard and never answered. */
export class MediaLeg {
  readonly #payloads = new Map<number, PayloadFormat>(ourPayloads());
  readonly #receiver: RtpReceiver;
  #socket: Promise<Socket> | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #remote: RemoteAudio | undefined;
  #stranger: string | undefined;
  #heardMs: number;
  #closed = false;

  constructor(private readonly options: MediaLegOptions) {
    const { party, onDigit } = options;
    this.#receiver = new RtpReceiver({ party, payloads: this.#payloads, onDigit });
    this.#heardMs = options.now();
  }

  /** The port we hear at. @throws CallwardenError CW_LINE_MEDIA_PORT */
  async open(): Promise<number> {
    this.#socket ??= this.#bind();
    return (await this.#socket).address().port;
  }

  /** Takes over what the other end says of its audio, at the beginning and on every change. */
  follow(remote: RemoteAudio): void {
    this.#payloads.clear();
    for (const [type, format] of remote.payloads) this.#payloads.set(type, format);
    this.#remote = remote;
    const { now, silentMs } = this.options;
    this.#heardMs = now();
    // A leg may be sent to us while the phone at its other end still rings.
    this.#receiver.expect(now(), silentMs / 2);
  }

  /** Counts of what came. */
  stats(): Readonly<Record<string, number>> {
    return this.#receiver.toJSON();
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#ticker);
    this.options.onFrames(this.#receiver.end(this.options.now()));
    const socket = await this.#socket?.catch(() => undefined);
    await new Promise<void>((resolve) => (socket ? socket.close(() => resolve()) : resolve()));
  }

  async #bind(): Promise<Socket> {
    const { host, ports, now, onFrames } = this.options;
    const socket = await openUdpSocket(host, ports);
    socket.on('message', (datagram, { address }) => {
      if (this.#closed) return;
      if (this.#remote && address !== this.#remote.host) {
        this.#stranger = address;
        return;
      }
      // Whatever it is, somebody still sends it: that the party is not heard is the receiver's to say.
      this.#heardMs = now();
      onFrames(this.#receiver.push(datagram, now()));
    });
    // A host that is gone answers with an ICMP error: the audio it sent before still counts.
    socket.on('error', () => {});
    if (!this.#closed) this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    return socket;
  }

  #tick(): void {
    const { now, onFrames, silentMs, onSilent } = this.options;
    const direction = this.#remote?.direction ?? 'sendrecv';
    // `sendonly` is hold too, with music or without: what does not come then is not lost.
    if (direction !== 'sendrecv') this.#receiver.rest();
    onFrames(this.#receiver.tick(now()));
    const silent = now() - this.#heardMs;
    const patience = {
      sendrecv: silentMs,
      sendonly: silentMs * HOLD_PATIENCE,
      recvonly: LONGEST_HOLD_MS,
      inactive: LONGEST_HOLD_MS,
    };
    if (silent < patience[direction]) return;
    this.#heardMs = now();
    onSilent(this.#stranger);
  }
}
