import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallwardenError } from '../../../src/errors.js';
import { AudioSocketParser } from '../../../src/sources/streams/dialects/audiosocket.js';
import { ChanWebsocketParser } from '../../../src/sources/streams/dialects/chan-websocket.js';
import { FreeswitchParser } from '../../../src/sources/streams/dialects/freeswitch.js';
import { TwilioParser } from '../../../src/sources/streams/dialects/twilio.js';
import { audioSocketFrame, freeswitchMetadata, mediaStart, twilioStart, UUID } from './messages.js';

/** Turned into text or a number it would throw. */
const stubborn = { toString: {}, valueOf: {} };

/** What a stranger may send: anything, and the right words in the wrong places. */
const text = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(twilioStart(), freeswitchMetadata(), mediaStart(), 'DTMF_END digit:5', 'MEDIA_START', '{}'),
  fc
    .record({
      event: fc.constantFrom('start', 'media', 'dtmf', 'stop', 'mark', 'MEDIA_START', 'DTMF_END'),
      start: fc.oneof(
        fc.jsonValue(),
        fc.constant({ mediaFormat: { encoding: stubborn, sampleRate: stubborn } }),
      ),
      media: fc.oneof(
        fc.jsonValue(),
        fc.record({
          track: fc.constant('inbound'),
          payload: fc.jsonValue(),
          timestamp: fc.oneof(fc.jsonValue(), fc.constant(stubborn)),
        }),
      ),
      dtmf: fc.jsonValue(),
      format: fc.oneof(fc.constantFrom('ulaw', '__proto__', 'toString', stubborn), fc.jsonValue()),
    })
    .map((message) => JSON.stringify(message)),
);
const message = fc.oneof(text, fc.uint8Array({ maxLength: 700 }));

/** Feeds messages until one is refused, as a connection does. */
function feed(take: (one: string | Uint8Array) => unknown, messages: readonly (string | Uint8Array)[]): void {
  try {
    for (const one of messages) take(one);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CallwardenError);
  }
}

describe('whatever comes, a parser understands it or refuses it with a code', () => {
  it.each([
    ['Twilio', () => new TwilioParser('remote')],
    ['FreeSWITCH', () => new FreeswitchParser('local')],
    ['chan_websocket', () => new ChanWebsocketParser({ party: 'remote' })],
  ] as const)('%s', (_name, make) => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const parser = make();
        feed((one) => (typeof one === 'string' ? parser.text(one) : parser.binary(one)), messages);
      }),
      { numRuns: 2000 },
    );
  });

  it('AudioSocket, however the bytes are cut', () => {
    const frames = fc.array(
      fc.oneof(
        fc.constant(audioSocketFrame(0x01, UUID)),
        fc.uint8Array({ maxLength: 640 }).map((audio) => audioSocketFrame(0x10, audio)),
        fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      ),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 400 }), (parts, step) => {
        const parser = new AudioSocketParser(2048);
        const all = Buffer.concat(parts);
        const cuts = Array.from({ length: Math.ceil(all.length / step) }, (_, i) =>
          all.subarray(i * step, (i + 1) * step),
        );
        feed((one) => (typeof one === 'string' ? [] : parser.push(one)), cuts);
      }),
      { numRuns: 2000 },
    );
  });

  it('AudioSocket gives the same samples however the bytes are cut', () => {
    const audio = Uint8Array.from({ length: 640 }, (_, i) => i);
    const all = Buffer.concat([
      audioSocketFrame(0x01, UUID),
      audioSocketFrame(0x10, audio),
      audioSocketFrame(0x10, audio),
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.length }), (step) => {
        const parser = new AudioSocketParser(2048);
        const events = Array.from({ length: Math.ceil(all.length / step) }, (_, i) =>
          parser.push(all.subarray(i * step, (i + 1) * step)),
        ).flat();
        expect(events.map(({ kind }) => kind)).toEqual(['start', 'audio', 'audio']);
      }),
    );
  });
});
