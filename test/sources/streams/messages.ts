import { encodeMuLaw } from '../../../src/audio/g711.js';

// What peers send, made after their public documentation (Twilio "Media Streams - WebSocket Messages", the READMEs of
// mod_audio_fork and mod_audio_stream, Asterisk's "AudioSocket" and "WebSocket" pages), not copied from a real session.

const STREAM = { streamSid: 'MZ00000000000000000000000000000001' };

export interface TwilioStart {
  readonly callSid?: string;
  readonly encoding?: string;
  readonly sampleRate?: number;
  readonly tracks?: readonly string[];
  readonly customParameters?: Readonly<Record<string, string>>;
}

export const twilioConnected = () =>
  JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' });

export function twilioStart(options: TwilioStart = {}): string {
  const { callSid = 'CA1', encoding = 'audio/x-mulaw', sampleRate = 8000 } = options;
  const { tracks = ['inbound', 'outbound'], customParameters = {} } = options;
  return JSON.stringify({
    event: 'start',
    sequenceNumber: '1',
    start: {
      accountSid: 'AC00000000000000000000000000000001',
      ...STREAM,
      callSid,
      tracks,
      mediaFormat: { encoding, sampleRate, channels: 1 },
      customParameters,
    },
    ...STREAM,
  });
}

/** One piece of 8 kHz samples on a track. */
export function twilioMedia(track: string, samples: Int16Array, timestampMs: number, chunk = 1): string {
  return JSON.stringify({
    event: 'media',
    sequenceNumber: String(chunk + 1),
    media: {
      track,
      chunk: String(chunk),
      timestamp: String(timestampMs),
      payload: Buffer.from(encodeMuLaw(samples)).toString('base64'),
    },
    ...STREAM,
  });
}

export const twilioDtmf = (digit: string) =>
  JSON.stringify({ event: 'dtmf', ...STREAM, sequenceNumber: '5', dtmf: { track: 'inbound_track', digit } });

export const twilioStop = () =>
  JSON.stringify({
    event: 'stop',
    sequenceNumber: '99',
    stop: { accountSid: 'AC1', callSid: 'CA1' },
    ...STREAM,
  });

/** Both tracks in 20 ms pieces, as Twilio sends them. @param remote samples of 8 kHz, like `local` */
export function* twilioCall(remote: Int16Array, local: Int16Array, start: TwilioStart = {}) {
  yield twilioConnected();
  yield twilioStart(start);
  for (let at = 0; at < remote.length; at += 160) {
    const chunk = at / 160 + 1;
    yield twilioMedia('inbound', remote.subarray(at, at + 160), at / 8, chunk);
    yield twilioMedia('outbound', local.subarray(at, at + 160), at / 8, chunk);
  }
  yield twilioStop();
}

export const freeswitchMetadata = (more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ callId: 'fs-1', sampleRate: 8000, mix: 'stereo', ...more });

/** L16 with the channels interleaved, 20 ms a message. */
export function* l16(rateHz: number, ...channels: readonly Int16Array[]) {
  const length = channels[0]?.length ?? 0;
  const step = rateHz / 50;
  for (let at = 0; at < length; at += step) {
    const message = Buffer.alloc(Math.min(step, length - at) * channels.length * 2);
    for (let i = 0; i * channels.length * 2 < message.length; i++) {
      channels.forEach((channel, c) => {
        message.writeInt16LE(channel[at + i] ?? 0, (i * channels.length + c) * 2);
      });
    }
    yield message;
  }
}

export const mediaStart = (format = 'ulaw', id = '1732278000.1') =>
  `MEDIA_START connection_id:6f1d channel:WebSocket/tap/0x7f channel_id:${id} format:${format} optimal_frame_size:160 ptime:20`;

/** One AudioSocket frame. */
export function audioSocketFrame(kind: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(3);
  header.writeUInt8(kind, 0);
  header.writeUInt16BE(payload.length, 1);
  return Buffer.concat([header, payload]);
}

export const UUID = Buffer.from('40325ec28f064bd09b9a04c27d2e1b4f', 'hex');
