import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  type Core,
  Inviter,
  Registerer,
  type Session,
  type SessionDescriptionHandler,
  SessionState,
  UserAgent,
} from 'sip.js';
import { encodeRtp } from '../../../src/sources/rtp/packet.js';
import { parseSdp, type RemoteAudio } from '../../../src/sources/sip/sdp.js';
import { WebsocketTransport } from '../../../src/sources/sip/websocket-transport.js';
import { eventually } from './tapped.js';

/** A phone of the test, account `phone`: it can hold, press keys, transfer and go silent, which sipp cannot without a script each. */
export class TestPhone implements AsyncDisposable {
  /** Text messages that came. */
  readonly texts: string[] = [];
  /** Those that came inside the dialog of a call. */
  readonly textsOfCalls: string[] = [];
  readonly #media = new Map<Session, Media>();

  private constructor(
    private readonly agent: UserAgent,
    private readonly host: string,
  ) {}

  /** @param server address of SIP over WebSocket */
  static async register(server: string, password = 'phonepass'): Promise<TestPhone> {
    const host = '127.0.0.1';
    const uri = UserAgent.makeURI(`sip:phone@${host}`);
    if (!uri) throw new Error('no address');
    let phone: TestPhone | undefined;
    const agent = new UserAgent({
      uri,
      authorizationUsername: 'phone',
      authorizationPassword: password,
      logBuiltinEnabled: false,
      transportConstructor: WebsocketTransport,
      transportOptions: { server, timeoutMs: 5000 },
      sessionDescriptionHandlerFactory: (session) => {
        if (!phone) throw new Error('no phone');
        return phone.#mediaOf(session);
      },
      delegate: {
        onMessage: (message) => {
          phone?.texts.push(message.request.body);
          void message.accept();
        },
      },
    });
    phone = new TestPhone(agent, host);
    await agent.start();
    await new Registerer(agent).register();
    return phone;
  }

  /** Calls, and says the mu-law audio over and over. */
  async call(number: string, audio: Uint8Array): Promise<PhoneCall> {
    const target = UserAgent.makeURI(`sip:${number}@${this.host}`);
    if (!target) throw new Error('no target');
    const session = new Inviter(this.agent, target);
    session.delegate = {
      onMessage: (message) => {
        this.textsOfCalls.push(message.request.body);
        void message.accept();
      },
    };
    await session.invite();
    await eventually(() => session.state === SessionState.Established, 'the call is answered');
    const media = this.#mediaOf(session);
    media.say(audio);
    return new PhoneCall(session, media);
  }

  /** Calls with media of another kind, e.g. `RTP/SAVP`. @returns the status with which it is refused */
  async refusal(number: string, protocol: string): Promise<number> {
    const target = UserAgent.makeURI(`sip:${number}@${this.host}`);
    if (!target) throw new Error('no target');
    const session = new Inviter(this.agent, target);
    this.#mediaOf(session).protocol = protocol;
    return new Promise((resolve, reject) => {
      const requestDelegate = {
        onAccept: () => reject(new Error('The call was answered.')),
        onReject: ({ message }: Core.IncomingResponse) => resolve(message.statusCode ?? 0),
      };
      session.invite({ requestDelegate }).catch(reject);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#media.keys()) {
      if (session.state === SessionState.Established) await session.bye();
    }
    await this.agent.stop();
    for (const media of this.#media.values()) media.close();
  }

  #mediaOf(session: Session): Media {
    const media = this.#media.get(session) ?? new Media();
    this.#media.set(session, media);
    return media;
  }
}

/** One call of the test's phone. */
export class PhoneCall {
  constructor(
    private readonly session: Session,
    private readonly media: Media,
  ) {}

  get over(): boolean {
    return this.session.state === SessionState.Terminated;
  }

  /** Puts the other end on hold, or takes it back, by a re-INVITE. */
  async hold(direction: 'sendonly' | 'inactive' | 'sendrecv'): Promise<void> {
    this.media.direction = direction;
    await this.session.invite();
  }

  /** Takes a held call back by a re-INVITE without a description: the other end has to offer. */
  async takeBackByTheirOffer(): Promise<void> {
    this.media.direction = 'sendrecv';
    await this.session.invite({ withoutSdp: true });
  }

  /** Stops or goes on sending audio. */
  set silent(silent: boolean) {
    this.media.silent = silent;
  }

  press(key: number): void {
    this.media.press(key);
  }

  /** Goes on as another sender would: other SSRC, numbers from the beginning. */
  beginAnew(): void {
    this.media.beginAnew();
  }

  /** Joins whoever is at the other end with whoever is at the other end of a second call (REFER with Replaces). */
  async transferTo(other: PhoneCall): Promise<void> {
    let told = '';
    await this.session.refer(other.session, {
      onNotify: (notification) => {
        told += notification.request.body;
        void notification.accept();
      },
    });
    await eventually(() => told.includes('SIP/2.0 200'), 'the transfer is done');
    await this.hangUp();
  }

  /** Asks the other end to call somebody (REFER). @returns the status of the answer */
  async askToCall(number: string): Promise<number> {
    const target = UserAgent.makeURI(`sip:${number}@127.0.0.1`);
    if (!target) throw new Error('no target');
    return new Promise((resolve, reject) => {
      const answered = ({ message }: Core.IncomingResponse) => resolve(message.statusCode ?? 0);
      this.session
        .refer(target, { requestDelegate: { onAccept: answered, onReject: answered } })
        .catch(reject);
    });
  }

  async hangUp(): Promise<void> {
    if (this.session.state === SessionState.Established) await this.session.bye();
  }
}

/** Plain RTP with PCMU, 20 ms a packet. */
class Media implements SessionDescriptionHandler {
  protocol = 'RTP/AVP';
  direction: 'sendonly' | 'inactive' | 'sendrecv' = 'sendrecv';
  silent = false;
  #socket: Socket | undefined;
  #remote: RemoteAudio | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ssrc = 77;
  #sequence = 20_000;
  #timestamp = 1000;
  #version = 0;

  hasDescription(): boolean {
    return true;
  }

  async setDescription(sdp: string): Promise<void> {
    this.#remote = parseSdp(sdp);
  }

  async getDescription(): Promise<{ body: string; contentType: string }> {
    if (!this.#socket) {
      this.#socket = createSocket('udp4').bind(0, '127.0.0.1');
      await once(this.#socket, 'listening');
    }
    const { port } = this.#socket.address();
    const body = [
      'v=0',
      `o=- 1 ${++this.#version} IN IP4 127.0.0.1`,
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${port} ${this.protocol} 0 101`,
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      `a=${this.direction}`,
      '',
    ].join('\r\n');
    return { contentType: 'application/sdp', body };
  }

  sendDtmf(): boolean {
    return false;
  }

  say(audio: Uint8Array): void {
    const began = performance.now();
    let packets = 0;
    this.#timer = setInterval(() => {
      for (; packets * 20 < performance.now() - began; packets++) {
        const at = (packets * 160) % (audio.length - 160);
        this.#timestamp += 160;
        if (!this.silent) this.#send(0, this.#timestamp, audio.subarray(at, at + 160));
      }
    }, 10);
  }

  /** A key for 100 ms, its end told three times (RFC 4733). */
  press(key: number): void {
    const timestamp = this.#timestamp;
    for (const [end, units] of [
      [0, 160],
      [0, 480],
      [0x80, 800],
      [0x80, 800],
      [0x80, 800],
    ] as const) {
      this.#send(101, timestamp, Uint8Array.of(key, end | 10, units >> 8, units & 0xff));
    }
  }

  beginAnew(): void {
    this.#ssrc++;
    this.#sequence = 1;
    this.#timestamp = 1000;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #send(payloadType: number, timestamp: number, payload: Uint8Array): void {
    if (!this.#remote || !this.#socket) return;
    // Who hears nothing is sent nothing (RFC 3264, section 5.1).
    if (this.#remote.direction === 'inactive' || this.#remote.direction === 'sendonly') return;
    const packet = {
      payloadType,
      marker: false,
      sequence: this.#sequence++,
      timestamp,
      ssrc: this.#ssrc,
      payload,
    };
    this.#socket.send(encodeRtp(packet), this.#remote.port, this.#remote.host);
  }
}
