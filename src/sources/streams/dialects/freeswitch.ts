import type { Party } from '../../../audio/party.js';
import { PcmDecoder } from '../../../audio/pcm.js';
import {
  aboutCall,
  type CallParameters,
  cleanText,
  inboundParty,
  otherParty,
} from '../../call-parameters.js';
import {
  misunderstood,
  numberOf,
  parseObject,
  type StreamEvent,
  type StreamParser,
  wrongFormat,
} from '../stream-event.js';

/** Whole multiples of 8 kHz that the modules resample to, Hz. */
const RATES_HZ = [8000, 16_000, 24_000, 32_000, 48_000];

const MIXES = ['mono', 'mixed', 'stereo'] as const;
type Mix = (typeof MIXES)[number];

interface Running {
  readonly rateHz: number;
  readonly mix: Mix;
  readonly parties: readonly Party[];
  readonly decoder: PcmDecoder;
}

/**
 * FreeSWITCH with mod_audio_fork or mod_audio_stream: one JSON text, the metadata of the start command, then L16
 * little-endian as binary messages. The modules do not say how they were started, so the metadata has to repeat
 * `sampleRate` and `mix`: `mono` is the leg's own voice, `stereo` that on the left and what it hears on the right.
 */
export class FreeswitchParser implements StreamParser {
  #running: Running | undefined;

  /** @param query of the address that FreeSWITCH was given: a second place for what the metadata may say */
  constructor(
    private readonly inbound: 'remote' | 'local',
    private readonly query: CallParameters = {},
  ) {}

  text(message: string): readonly StreamEvent[] {
    const metadata = parseObject(message);
    if (!this.#running) return this.#start({ ...this.query, ...metadata });
    const { rateHz, mix } = this.#running;
    const changed =
      (metadata['sampleRate'] !== undefined && rateOf(metadata['sampleRate']) !== rateHz) ||
      (metadata['mix'] !== undefined && metadata['mix'] !== mix);
    if (changed) throw wrongFormat('The sample rate or the mix changes in the stream.');
    // `send_text` puts the PBX's own messages between the audio.
    const digit = metadata['event'] === 'dtmf' ? metadata['digit'] : undefined;
    if (typeof digit !== 'string' || !/^[0-9*#A-D]$/.test(digit)) return [];
    return [{ kind: 'digit', party: this.#running.parties[0] ?? 'mixed', digit }];
  }

  binary(message: Uint8Array): readonly StreamEvent[] {
    if (!this.#running)
      throw misunderstood('Audio came before the metadata: start the stream with metadata.');
    const { decoder, parties, rateHz } = this.#running;
    if (message.length % decoder.blockBytes !== 0) throw misunderstood('A message ends within a sample.');
    return decoder
      .decode(message)
      .map((samples, channel) => ({ kind: 'audio', party: parties[channel] ?? 'mixed', rateHz, samples }));
  }

  #start(parameters: CallParameters): readonly StreamEvent[] {
    const rateHz = rateOf(parameters['sampleRate']);
    const mix = MIXES.find((known) => known === parameters['mix']);
    if (rateHz === undefined || mix === undefined) {
      throw wrongFormat(
        `The metadata must name \`sampleRate\` (${RATES_HZ.join(', ')}) and \`mix\` (${MIXES.join(', ')}).`,
      );
    }
    const name = cleanText(parameters['callId']);
    if (name === undefined) throw misunderstood('The metadata names no call (`callId`).');
    const own = inboundParty(parameters, this.inbound);
    const parties: readonly Party[] =
      mix === 'mixed' ? ['mixed'] : mix === 'mono' ? [own] : [own, otherParty(own)];
    this.#running = { rateHz, mix, parties, decoder: new PcmDecoder('s16', parties.length) };
    return [{ kind: 'start', start: { name, parties, about: aboutCall(parameters) } }];
  }
}

function rateOf(value: unknown): number | undefined {
  const rate =
    typeof value === 'string' && /^\d+k$/.test(value) ? Number.parseInt(value, 10) * 1000 : numberOf(value);
  return RATES_HZ.find((known) => known === rate);
}
