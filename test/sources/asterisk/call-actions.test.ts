import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.js';
import { AriClient } from '../../../src/sources/asterisk/ari-client.js';
import { callActions } from '../../../src/sources/asterisk/call-actions.js';
import { StasisArrivals } from '../../../src/sources/asterisk/stasis-arrivals.js';
import { TapNames } from '../../../src/sources/asterisk/tap-names.js';
import { channel } from './channels.js';

// A fake PBX for what a real one does now and then: the event that the call is over comes before the answer to the hang-up.
it('has hung up even when the call is seen to end before the PBX has answered', async () => {
  const over = new AbortController();
  const asked: string[] = [];
  const fake = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    over.abort();
    setTimeout(() => response.writeHead(204).end(), 50);
  }).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  const { port } = fake.address() as AddressInfo;
  const actions = { hangUp: true };
  const asterisk = { kind: 'asterisk', url: `http://127.0.0.1:${port}/ari`, actions };
  const [line] = parseConfig(JSON.stringify({ lines: [asterisk] }), 'test').lines;
  if (line?.kind !== 'asterisk') throw new Error('no Asterisk line');
  const pbx = {
    line,
    ari: new AriClient(line),
    names: new TapNames('test'),
    arrivals: new StasisArrivals(),
    media: 'rtp',
    host: '127.0.0.1',
  } as const;
  try {
    await callActions(pbx, channel('PJSIP/caller-1'), over.signal).hangUp?.();
    expect(asked).toEqual(['DELETE /ari/channels/id-PJSIP%2Fcaller-1?reason=normal']);
  } finally {
    fake.close();
  }
});
