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

// A fake PBX, for what a real one does now and then.
async function pbxThat(answer: (respond: (status: number) => void) => void, over: AbortSignal) {
  const asked: string[] = [];
  const fake = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer((status) => response.writeHead(status).end());
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
  const { hangUp } = callActions(pbx, channel('PJSIP/caller-1'), over);
  return { asked, hangUp, [Symbol.dispose]: () => void fake.close() };
}

const DELETED = ['DELETE /ari/channels/id-PJSIP%2Fcaller-1?reason=normal'];

it('has hung up even when the call is seen to end before the PBX has answered', async () => {
  const over = new AbortController();
  using pbx = await pbxThat((respond) => {
    over.abort();
    setTimeout(() => respond(204), 50);
  }, over.signal);
  await pbx.hangUp?.();
  expect(pbx.asked).toEqual(DELETED);
});

it('has hung up when somebody else was sooner', async () => {
  using pbx = await pbxThat((respond) => respond(404), new AbortController().signal);
  await pbx.hangUp?.();
  expect(pbx.asked).toEqual(DELETED);
});

it('ends no call that it hears no more', async () => {
  using pbx = await pbxThat((respond) => respond(204), AbortSignal.abort());
  await pbx.hangUp?.();
  expect(pbx.asked).toEqual([]);
});
