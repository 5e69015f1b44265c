import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallwardenError } from '../../../src/errors.js';
import { parseSdp, writeSdp } from '../../../src/sources/sip/sdp.js';

const local = { host: '10.0.0.9', port: 40_000, id: 7, version: 2 };

const sdp = (...lines: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 10.0.0.1', 's=-', 't=0 0', ...lines, ''].join('\r\n');

describe('an offer', () => {
  it('is answered in its own order, listening only', () => {
    const offer = parseSdp(
      sdp(
        'c=IN IP4 10.0.0.1',
        'm=audio 20000 RTP/AVP 9 8 0 96 13',
        'a=rtpmap:9 G722/8000',
        'a=rtpmap:96 telephone-event/8000',
        'a=sendrecv',
      ),
    );
    expect(offer).toMatchObject({ host: '10.0.0.1', port: 20_000, direction: 'sendrecv' });
    expect([...offer.payloads.keys()]).toEqual([8, 0, 96, 13]);
    const answer = writeSdp(local, offer);
    expect(answer).toContain('m=audio 40000 RTP/AVP 8 0 96 13\r\na=rtpmap:8 PCMA/8000\r\n');
    expect(answer).toContain('o=callwarden 7 2 IN IP4 10.0.0.9\r\n');
    expect(answer).toContain('a=recvonly\r\n');
  });

  it.each([
    ['sendrecv', 'recvonly'],
    ['sendonly', 'recvonly'],
    ['recvonly', 'inactive'],
    ['inactive', 'inactive'],
  ])('%s is answered with %s', (direction, ours) => {
    const offer = parseSdp(sdp('c=IN IP4 10.0.0.1', 'm=audio 20000 RTP/AVP 0', `a=${direction}`));
    expect(offer.direction).toBe(direction);
    expect(writeSdp(local, offer)).toContain(`a=${ours}\r\n`);
  });

  it('of the old kind of hold is inactive', () => {
    expect(parseSdp(sdp('c=IN IP4 0.0.0.0', 'm=audio 20000 RTP/AVP 0')).direction).toBe('inactive');
  });

  it('keeps the place of media that are not taken', () => {
    const offer = parseSdp(
      sdp(
        'c=IN IP4 10.0.0.1',
        'm=video 30000 RTP/AVP 99',
        'a=rtpmap:99 H264/90000',
        'm=audio 20000 RTP/AVP 0',
        'c=IN IP4 10.0.0.2',
        'm=audio 20002 RTP/SAVP 0',
      ),
    );
    expect(offer.host).toBe('10.0.0.2');
    const media = writeSdp(local, offer).match(/^m=.*$/gm);
    expect(media?.map((line) => line.trim())).toEqual([
      'm=video 0 RTP/AVP 99',
      'm=audio 40000 RTP/AVP 0',
      'm=audio 0 RTP/SAVP 0',
    ]);
  });

  it.each([
    ['SRTP alone', sdp('c=IN IP4 10.0.0.1', 'm=audio 20000 RTP/SAVP 0')],
    ['WebRTC', sdp('c=IN IP4 10.0.0.1', 'm=audio 20000 UDP/TLS/RTP/SAVPF 0')],
    [
      'no codec of ours',
      sdp('c=IN IP4 10.0.0.1', 'm=audio 20000 RTP/AVP 18 101', 'a=rtpmap:101 telephone-event/8000'),
    ],
    ['a port of 0', sdp('c=IN IP4 10.0.0.1', 'm=audio 0 RTP/AVP 0')],
    ['a host that is a name', sdp('c=IN IP4 pbx.example', 'm=audio 20000 RTP/AVP 0')],
    ['no description', 'hello'],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseSdp(text)).toThrow(expect.objectContaining({ code: 'CW_SIP_MEDIA' }));
  });

  it('that is garbage is refused with our own error, whatever it is', () => {
    const words = fc.constantFrom(
      'm=audio',
      'c=IN IP4',
      'a=rtpmap:',
      ' 0 ',
      '\r\n',
      'RTP/AVP',
      '1.2.3.4',
      '99999',
      '=',
      'ä',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }), (parts) => {
        try {
          writeSdp(local, parseSdp(parts.join('')));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CallwardenError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('our offer', () => {
  it('lists the codecs of the telephone network, and can be read by ourselves', () => {
    const offer = parseSdp(writeSdp(local, undefined));
    expect([...offer.names.values()]).toEqual(['PCMU/8000', 'PCMA/8000', 'telephone-event/8000']);
    expect(offer.direction).toBe('recvonly');
  });
});
