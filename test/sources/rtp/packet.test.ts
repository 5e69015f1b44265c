import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRtp, parseRtp } from '../../../src/sources/rtp/packet.js';

const packets = fc.record({
  payloadType: fc.integer({ min: 0, max: 127 }),
  marker: fc.boolean(),
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffff_ffff }),
  ssrc: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 320 }),
});

/** Types that RTCP uses when it shares the port: a marked packet with type 64 to 95 looks like one. */
const looksLikeRtcp = ({ marker, payloadType }: { marker: boolean; payloadType: number }) =>
  marker && payloadType >= 64 && payloadType <= 95;

describe('RTP packets', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        fc.pre(!looksLikeRtcp(packet));
        expect(parseRtp(encodeRtp(packet))).toEqual(packet);
      }),
    );
  });

  it('give their payload whatever lies around it', () => {
    fc.assert(
      fc.property(
        packets,
        fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 15 }),
        fc.option(fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 4 }), { nil: undefined }),
        fc.integer({ min: 0, max: 20 }),
        (packet, contributors, extension, padding) => {
          fc.pre(!looksLikeRtcp(packet));
          const plain = Buffer.from(encodeRtp(packet));
          const words = (values: readonly number[]) => {
            const bytes = Buffer.alloc(values.length * 4);
            values.forEach((value, i) => {
              bytes.writeUInt32BE(value, 4 * i);
            });
            return bytes;
          };
          const head = Buffer.from(plain.subarray(0, 12));
          head[0] =
            0x80 | contributors.length | (extension === undefined ? 0 : 0x10) | (padding > 0 ? 0x20 : 0);
          const datagram = Buffer.concat([
            head,
            words(contributors),
            extension === undefined
              ? Buffer.alloc(0)
              : Buffer.concat([
                  words([(0xbede << 16) + 2 ** 32 + extension.length]).fill(0),
                  words(extension),
                ]),
            packet.payload,
            padding > 0 ? Buffer.alloc(padding, padding) : Buffer.alloc(0),
          ]);
          if (extension !== undefined)
            datagram.writeUInt16BE(extension.length, 12 + 4 * contributors.length + 2);
          expect(parseRtp(datagram)?.payload).toEqual(packet.payload);
        },
      ),
    );
  });

  it.each([
    ['nothing', []],
    ['eleven bytes', new Array(11).fill(0x80)],
    ['version 1', [0x40, ...new Array(11).fill(0)]],
    ['a sender report of RTCP', [0x80, 200, ...new Array(26).fill(0)]],
    ['more contributors than bytes', [0x8f, ...new Array(11).fill(0)]],
    ['an extension longer than the packet', [0x90, 0, ...new Array(10).fill(0), 0, 0, 0, 9]],
    ['more padding than payload', [0xa0, 0, ...new Array(10).fill(0), 1, 9]],
    ['padding of no length', [0xa0, 0, ...new Array(10).fill(0), 0, 0]],
  ])('refuse %s', (_name, bytes) => {
    expect(parseRtp(Uint8Array.from(bytes))).toBeUndefined();
  });
});
