import { once } from 'node:events';
import Value from 'typebox/value';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { SipLine } from '../../../src/config/sip-line.js';
import { SipSource } from '../../../src/sources/sip/sip-source.js';

/** A fake registrar, for one that wants longer registrations than ours: those of the live tests take any. */
async function registrar(leastSeconds: number) {
  const asked: number[] = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const lines = String(data).split('\r\n');
      if (!lines[0]?.startsWith('REGISTER')) return;
      const header = (name: string) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`)) ?? '';
      const expires = Number(/expires[=:]\s*(\d+)/i.exec(`${header('contact')} ${header('expires')}`)?.[1]);
      asked.push(expires);
      const same = ['via', 'from', 'to', 'call-id', 'cseq'].map(header);
      const answer =
        expires < leastSeconds
          ? ['SIP/2.0 423 Interval Too Brief', ...same, `Min-Expires: ${leastSeconds}`]
          : ['SIP/2.0 200 OK', ...same, header('contact')];
      socket.send([...answer, 'Content-Length: 0', '', ''].join('\r\n'));
    });
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `ws://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('registers for as long as a registrar wants that finds ours too short (423)', async () => {
  await using server = await registrar(1800);
  const line = Value.Default(SipLine, {
    kind: 'sip',
    server: server.url,
    expiresSeconds: 60,
    timeoutMs: 2000,
  });
  if (!Value.Check(SipLine, line)) throw new Error('The settings of this test are not valid.');
  const faults: string[] = [];
  const source = new SipSource(line, ({ message }) => void faults.push(message));
  const over = (async () => {
    for await (const _ of source.calls(new AbortController().signal)) throw new Error('Nobody calls.');
  })();
  await expect.poll(() => source.health().state).toBe('up');
  expect(server.asked.slice(0, 2)).toEqual([60, 1800]);
  expect(faults).toEqual([]);
  await source.close();
  await over;
});
