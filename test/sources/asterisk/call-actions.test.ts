import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { callActions } from '../../../src/sources/asterisk/call-actions.js';
import { channel } from './channels.js';
import { pbxAt } from './fake-pbx.js';

// A fake PBX, for what a real one does now and then.
async function pbxThat(answer: (respond: (status: number) => void) => void, over: AbortSignal) {
  const asked: string[] = [];
  const fake = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer((status) => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  const { port } = fake.address() as AddressInfo;
  const pbx = pbxAt(port, { hangUp: true });
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
  using pbx = await pbxThat((respond) => respond(412), new AbortController().signal);
  await pbx.hangUp?.();
  expect(pbx.asked).toEqual(DELETED);
});

it('ends no call that it hears no more', async () => {
  using pbx = await pbxThat((respond) => respond(204), AbortSignal.abort());
  await pbx.hangUp?.();
  expect(pbx.asked).toEqual([]);
});
