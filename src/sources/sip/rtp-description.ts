import { randomInt } from 'node:crypto';
import type { SessionDescriptionHandler } from 'sip.js';
import type { MediaLeg } from './media-leg.js';
import { parseSdp, type RemoteAudio, writeSdp } from './sdp.js';

const SDP = 'application/sdp';

/** What sip.js asks for session descriptions, on plain RTP instead of a browser's WebRTC. */
export class RtpDescription implements SessionDescriptionHandler {
  readonly #id = randomInt(2 ** 31);
  #version = 0;
  #remote: RemoteAudio | undefined;
  #talked = false;
  /** Whose turn it is: a description of theirs that comes after an offer of ours is the answer to it. */
  #turn: 'to offer' | 'to answer' | 'offered' = 'to offer';

  constructor(
    private readonly leg: MediaLeg,
    private readonly host: string,
  ) {}

  hasDescription(contentType: string): boolean {
    return contentType === SDP;
  }

  /** Called for an offer, also of a re-INVITE, and for the answer to ours. @throws CallwardenError CW_SIP_MEDIA */
  async setDescription(sdp: string): Promise<void> {
    const remote = parseSdp(sdp);
    const answer = this.#turn === 'offered';
    this.#turn = answer ? 'to offer' : 'to answer';
    this.#remote = remote;
    this.#talked ||= remote.direction === 'sendrecv';
    // To us, who only listen, an answer can say no more than that, nor can the offer of a copy; on a leg that talked it is hold.
    const copy = remote.direction === 'sendonly' && (answer || !this.#talked);
    this.leg.follow(copy ? { ...remote, direction: 'sendrecv' } : remote);
  }

  /** Our answer, or our offer where an INVITE brought none: it takes a held call back, whatever the last word was. */
  async getDescription(): Promise<{ body: string; contentType: string }> {
    const port = await this.leg.open();
    const local = { host: this.host, port, id: this.#id, version: ++this.#version };
    const answers = this.#turn === 'to answer';
    this.#turn = answers ? 'to offer' : 'offered';
    return { contentType: SDP, body: writeSdp(local, this.#remote, answers) };
  }

  async rollbackDescription(): Promise<void> {
    this.#turn = 'to offer';
  }

  /** We never send audio, so we never send keys. */
  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    void this.leg.close();
  }
}
