import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { checkPbx } from '../../../src/cli/doctor/pbx.js';
import type { AsteriskLine } from '../../../src/config/asterisk-line.js';
import { parseConfig } from '../../../src/config/load.js';

const { signal } = new AbortController();
const open: Disposable[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one[Symbol.dispose]();
});

/** A line to a PBX that answers as Asterisk 22 does (seen with 22.10) and lacks these modules. */
async function lineWithout(missing: readonly string[], media: AsteriskLine['media']): Promise<AsteriskLine> {
  const server = createServer((request, response) => {
    const name = /\/asterisk\/modules\/(.+)$/.exec(request.url ?? '')?.[1];
    const here = name === undefined || !(missing.includes(name) || name === 'res_stasis_device_state.so');
    const module = { name, status: 'Running', description: '', use_count: 0, support_level: 'core' };
    const answer = name === undefined ? { system: { version: '22.10.1' } } : module;
    response.writeHead(here ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(here ? answer : { message: 'Module could not be found in running modules' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const text = JSON.stringify({
    lines: [{ kind: 'asterisk', url: `http://127.0.0.1:${port}/ari`, media }],
  });
  const [line] = parseConfig(text, 'test').lines;
  if (line?.kind !== 'asterisk') throw new Error('no line');
  return line;
}

test('a PBX without events over WebSocket is told so, before anything is blamed on its HTTP server', async () => {
  const findings = await checkPbx(await lineWithout(['res_ari_events.so'], 'auto'), signal);
  expect(findings.at(-1)).toMatchObject({
    status: 'fail',
    detail: 'not loaded: res_ari_events.so (to be told of calls)',
    advice: expect.stringContaining('module load'),
  });
});

test.each([
  ['websocket', 'Load it: `module load chan_websocket.so`'],
  ['audiosocket', 'Load it: `module load chan_audiosocket.so`'],
  ['rtp', 'Load it: `module load chan_rtp.so`'],
  ['auto', 'Load one of them: `module load chan_rtp.so`'],
] as const)('a PBX without audio by %s is advised to load the module for it', async (media, advice) => {
  const none = ['chan_rtp.so', 'chan_websocket.so', 'chan_audiosocket.so'];
  const findings = await checkPbx(await lineWithout(none, media), signal);
  expect(findings.at(-1)).toMatchObject({ status: 'fail', advice: expect.stringContaining(advice) });
});
