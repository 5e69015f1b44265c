import { decodeALaw, decodeMuLaw } from '../../../audio/g711.js';
import { isParty, type Party } from '../../../audio/party.js';
import { PcmDecoder } from '../../../audio/pcm.js';
import { aboutCall, type CallParameters, cleanText } from '../../call-parameters.js';
import {
  misunderstood,
  parseObject,
  type StreamEvent,
  type StreamParser,
  textOf,
  wrongFormat,
} from '../stream-event.js';

interface MediaFormat {
  readonly rateHz: number;
  readonly sampleBytes: number;
  readonly decode: (media: Uint8Array) => Int16Array;
}

const slin = (rateHz: number): MediaFormat => {
  const decoder = new PcmDecoder('s16', 1);
  return { rateHz, sampleBytes: 2, decode: (media) => decoder.decode(media)[0] ?? new Int16Array(0) };
};

/** Asterisk's names of the formats that need no licence and no codec of ours. */
const FORMATS: Readonly<Record<string, MediaFormat>> = {
  ulaw: { rateHz: 8000, sampleBytes: 1, decode: decodeMuLaw },
  alaw: { rateHz: 8000, sampleBytes: 1, decode: decodeALaw },
  slin: slin(8000),
  slin16: slin(16_000),
  slin24: slin(24_000),
  slin32: slin(32_000),
  slin48: slin(48_000),
};

/** A control message of chan_websocket: its name and its fields, from either way of writing it. */
export function parseControl(message: string): { name: string; fields: Readonly<Record<string, unknown>> } {
  if (message.trimStart().startsWith('{')) {
    const fields = parseObject(message);
    const name = fields['event'];
    if (typeof name !== 'string') throw misunderstood('A control message has no `event`.');
    return { name, fields };
  }
  const [name = '', ...words] = message.trim().split(/\s+/);
  if (!/^[A-Z_]{3,40}$/.test(name)) throw misunderstood('A text message is no control message of Asterisk.');
  const pairs = words.map((word) => {
    const colon = word.indexOf(':');
    return [word.slice(0, Math.max(0, colon)), word.slice(colon + 1)] as const;
  });
  return { name, fields: Object.fromEntries(pairs) };
}

/** Asterisk's chan_websocket dialling us: MEDIA_START as text or JSON, then media as binary messages, one party each. */
export class ChanWebsocketParser implements StreamParser {
  readonly #party: Party;
  #format: MediaFormat | undefined;
  #formatName: unknown;

  /** @param query of the address: `call` and `party` join the two directions of a call */
  constructor(private readonly query: CallParameters = {}) {
    this.#party = isParty(query['party']) ? query['party'] : 'mixed';
  }

  text(message: string): readonly StreamEvent[] {
    const { name, fields } = parseControl(message);
    if (name === 'MEDIA_START') return this.#start(fields);
    if (name === 'DTMF_END' && typeof fields['digit'] === 'string' && /^[0-9*#A-D]$/.test(fields['digit'])) {
      return [{ kind: 'digit', party: this.#party, digit: fields['digit'] }];
    }
    return [];
  }

  binary(message: Uint8Array): readonly StreamEvent[] {
    if (!this.#format) throw misunderstood('Audio came before MEDIA_START.');
    const { rateHz, sampleBytes, decode } = this.#format;
    if (message.length % sampleBytes !== 0) throw misunderstood('A message ends within a sample.');
    return [{ kind: 'audio', party: this.#party, rateHz, samples: decode(message) }];
  }

  #start(fields: Readonly<Record<string, unknown>>): readonly StreamEvent[] {
    const wanted = textOf(fields['format']);
    if (this.#format && wanted !== this.#formatName) throw wrongFormat('The format changes in the stream.');
    if (this.#format) throw misunderstood('MEDIA_START came twice.');
    const format = Object.hasOwn(FORMATS, wanted) ? FORMATS[wanted] : undefined;
    if (!format) {
      const known = Object.keys(FORMATS).join(', ');
      throw wrongFormat(`The format is ${cleanText(wanted)}: ${known} are taken.`);
    }
    this.#format = format;
    this.#formatName = wanted;
    const name = cleanText(this.query['call'] ?? fields['channel_id'] ?? fields['connection_id']);
    if (name === undefined) throw misunderstood('MEDIA_START names no channel.');
    return [{ kind: 'start', start: { name, parties: [this.#party], about: aboutCall(this.query) } }];
  }
}
