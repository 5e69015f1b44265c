import { randomInt } from 'node:crypto';
import type { SessionDescriptionHandler } from 'sip.js';
import type { MediaLeg } from './media-leg.js';
import { parseSdp, type RemoteAudio, writeSdp } from './sdp.js';

const SDP = 'application/sdp';

/** What sip.js asks for session descriptions, on plain RTP instead of a browser's WebRTC. */
export class RtpDescription implements SessionDescriptionHandler {
  readonly #id = randomInt(2 ** 31);
  #version = 0;
  #offer: RemoteAudio | undefined;

  constructor(
    private readonly leg: MediaLeg,
    private readonly host: string,
  ) {}

  hasDescription(contentType: string): boolean {
    return contentType === SDP;
  }

  /** Called for an offer, also of a re-INVITE, and for the answer to ours. @throws CallwardenError CW_SIP_MEDIA */
  async setDescription(sdp: string): Promise<void> {
    this.#offer = parseSdp(sdp);
    this.leg.follow(this.#offer);
  }

  async getDescription(): Promise<{ body: string; contentType: string }> {
    const port = await this.leg.open();
    const local = { host: this.host, port, id: this.#id, version: ++this.#version };
    return { contentType: SDP, body: writeSdp(local, this.#offer) };
  }

  async rollbackDescription(): Promise<void> {}

  /** We never send audio, so we never send keys. */
  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    void this.leg.close();
  }
}
