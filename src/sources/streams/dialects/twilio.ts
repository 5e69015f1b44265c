import { decodeALaw, decodeMuLaw } from '../../../audio/g711.js';
import type { Party } from '../../../audio/party.js';
import { aboutCall, cleanText, inboundParty, otherParty } from '../../call-parameters.js';
import {
  isObject,
  misunderstood,
  numberOf,
  parseObject,
  type StreamEvent,
  type StreamParser,
  textOf,
  wrongFormat,
} from '../stream-event.js';

/** The one format of Twilio Media Streams, and its sibling for lines of the A-law world. */
const DECODERS: Readonly<Record<string, (codes: Uint8Array) => Int16Array>> = {
  'audio/x-mulaw': decodeMuLaw,
  'audio/x-alaw': decodeALaw,
};
const RATE_HZ = 8000;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

interface Running {
  readonly decode: (codes: Uint8Array) => Int16Array;
  readonly encoding: string;
  readonly inbound: Party;
  readonly outbound: Party;
}

/**
 * Twilio Media Streams and carriers that speak the same: JSON messages `connected`, `start`, `media`, `dtmf`, `mark`
 * and `stop`. The track `inbound` is what the carrier hears from the streamed leg, `outbound` what the leg hears.
 */
export class TwilioParser implements StreamParser {
  #running: Running | undefined;

  constructor(private readonly inbound: 'remote' | 'local') {}

  text(message: string): readonly StreamEvent[] {
    const body = parseObject(message);
    switch (body['event']) {
      case 'connected':
      case 'mark':
        return [];
      case 'start':
        return this.#start(body['start']);
      case 'media':
        return this.#media(body['media']);
      case 'dtmf':
        return this.#dtmf(body['dtmf']);
      case 'stop':
        return [{ kind: 'end' }];
      default:
        throw misunderstood('A message has no `event` that is known.');
    }
  }

  binary(): never {
    throw misunderstood('Twilio streams are JSON text, but a binary message came.');
  }

  #start(start: unknown): readonly StreamEvent[] {
    if (!isObject(start)) throw misunderstood('`start` is missing from the start message.');
    const format = isObject(start['mediaFormat']) ? start['mediaFormat'] : {};
    const encoding = textOf(format['encoding']);
    const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (!decode || numberOf(format['sampleRate']) !== RATE_HZ || numberOf(format['channels'] ?? 1) !== 1) {
      throw wrongFormat(
        `The stream is ${cleanText(encoding)} at ${numberOf(format['sampleRate'])} Hz: mono audio/x-mulaw or audio/x-alaw at 8000 Hz is taken.`,
      );
    }
    if (this.#running) {
      if (this.#running.encoding !== encoding) throw wrongFormat('The format changes in the stream.');
      throw misunderstood('A stream starts twice.');
    }
    const parameters = isObject(start['customParameters']) ? start['customParameters'] : {};
    const inbound = inboundParty(parameters, this.inbound);
    const name = cleanText(start['callSid'] ?? start['streamSid']);
    if (name === undefined) throw misunderstood('The start message names no call (`callSid`).');
    this.#running = { decode, encoding, inbound, outbound: otherParty(inbound) };
    const tracks = Array.isArray(start['tracks']) ? start['tracks'] : ['inbound', 'outbound'];
    const parties = [
      ...(tracks.includes('inbound') ? [this.#running.inbound] : []),
      ...(tracks.includes('outbound') ? [this.#running.outbound] : []),
    ];
    return [{ kind: 'start', start: { name, parties, about: aboutCall(parameters) } }];
  }

  #media(media: unknown): readonly StreamEvent[] {
    const running = this.#running;
    if (!running) throw misunderstood('Audio came before the start message.');
    if (!isObject(media)) throw misunderstood('`media` is missing from a media message.');
    const { track, payload, timestamp } = media;
    if (typeof payload !== 'string' || !BASE64.test(payload)) throw misunderstood('A payload is not base64.');
    if (track !== 'inbound' && track !== 'outbound' && track !== undefined)
      throw misunderstood('A media message is of neither track.');
    const atMs = numberOf(timestamp);
    return [
      {
        kind: 'audio',
        party: track === 'outbound' ? running.outbound : running.inbound,
        rateHz: RATE_HZ,
        samples: running.decode(Buffer.from(payload, 'base64')),
        ...(timestamp !== undefined && Number.isFinite(atMs) ? { atMs } : {}),
      },
    ];
  }

  #dtmf(dtmf: unknown): readonly StreamEvent[] {
    const digit = isObject(dtmf) ? dtmf['digit'] : undefined;
    if (!this.#running || typeof digit !== 'string' || !/^[0-9*#A-D]$/.test(digit)) {
      throw misunderstood('A dtmf message names no key, or came before the start.');
    }
    const { inbound, outbound } = this.#running;
    const outwards = isObject(dtmf) && dtmf['track'] === 'outbound';
    return [{ kind: 'digit', party: outwards ? outbound : inbound, digit }];
  }
}
