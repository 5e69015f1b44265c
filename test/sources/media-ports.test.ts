import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.js';
import { mediaPortRange } from '../../src/sources/media-ports.js';
import { openSource } from '../../src/sources/open-source.js';
import { openUdpSocket } from '../../src/sources/rtp/udp-socket.js';

describe('the ports for audio', () => {
  it.each<[string, readonly [number, number]]>([
    ['0', [0, 0]],
    ['40000-40199', [40_000, 40_199]],
    ['40001-40001', [40_001, 40_001]],
    ['1-65535', [1, 65_535]],
  ])('%s', (mediaPorts, range) => {
    expect(mediaPortRange({ name: 'pbx', mediaPorts })).toEqual(range);
  });

  it.each(['40199-40000', '0-40000', '40000-70000'])(
    '%s is no range, and a line with it is refused at once',
    (mediaPorts) => {
      for (const kind of ['asterisk', 'sip']) {
        const [line] = parseConfig(JSON.stringify({ lines: [{ kind, mediaPorts }] }), 'test').lines;
        if (!line) throw new Error('no line');
        expect(() =>
          openSource(
            line,
            () => {},
            () => true,
          ),
        ).toThrow(
          expect.objectContaining({
            code: 'CW_CONFIG_INVALID',
            message: expect.stringContaining(`mediaPorts: ${mediaPorts} is no range`),
          }),
        );
      }
    },
  );

  it('never leave the range, though RTP wants an even one and there is none', async () => {
    await expect(openUdpSocket('127.0.0.1', [40_001, 40_001])).rejects.toMatchObject({
      code: 'CW_LINE_MEDIA_PORT',
      message: 'No even port is among 40001 to 40001 (`mediaPorts`): RTP takes every second one.',
    });
  });
});
