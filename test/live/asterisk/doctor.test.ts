import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPbx } from '../../../src/cli/doctor/pbx.js';
import { Asterisk } from '../helpers/asterisk.js';

let pbx: Asterisk;
beforeAll(async () => {
  pbx = await Asterisk.start({ without: ['chan_rtp.so'] });
});
afterAll(() => pbx[Symbol.asyncDispose]());

const { signal } = new AbortController();
const statuses = (findings: Awaited<ReturnType<typeof checkPbx>>) =>
  findings.map(({ id, status }) => `${id.replace('pbx-asterisk-', '')} ${status}`);

describe('callwarden doctor --pbx', () => {
  it.each(['websocket', 'audiosocket', 'auto'] as const)(
    'finds all well, with audio by %s',
    async (media) => {
      const findings = await checkPbx(pbx.line({ media }), signal);
      expect(statuses(findings)).toEqual([
        'address ok',
        'version ok',
        'modules ok',
        'dead-lock ok',
        'audio ok',
        'test-snoop ok',
      ]);
      expect(findings.at(-1)?.detail).toMatch(/a beep was heard back/);
      expect(await pbx.ask('/channels')).toEqual([]);
      expect(await pbx.ask('/bridges')).toEqual([]);
    },
  );

  it('names the module that is missing and goes no further', async () => {
    const findings = await checkPbx(pbx.line({ media: 'rtp' }), signal);
    expect(findings.at(-1)).toMatchObject({ status: 'fail', detail: 'The PBX has not loaded chan_rtp.so.' });
  });

  it('names the setting when audio has no way in', async () => {
    const elsewhere = await checkPbx(pbx.line({ media: 'audiosocket', mediaHost: '10.255.255.1' }), signal);
    expect(elsewhere.at(-1)).toMatchObject({
      detail: 'Audio cannot come in at 10.255.255.1: it is no address of this machine (`mediaHost`).',
      advice: expect.stringContaining('mediaPorts'),
    });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const taken = await checkPbx(pbx.line({ media: 'audiosocket', mediaPorts: `${port}-${port}` }), signal);
    expect(taken.at(-1)?.detail).toBe(
      `No port is free for audio: all of ${port} to ${port} (\`mediaPorts\`) are taken.`,
    );
    server.close();
  });

  it('says what to do about a wrong path', async () => {
    const [wrong] = await checkPbx(pbx.line({ url: pbx.ari.replace('/ari', '/foo') }), signal);
    expect(wrong).toMatchObject({ status: 'fail', advice: expect.stringContaining('/ari') });
  });

  it('says what to do about a user who may only read', async () => {
    const file = `${pbx.folder}/etc/ari.conf`;
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('read_only = no', 'read_only = yes'));
    await pbx.console('module reload res_ari.so');
    const findings = await checkPbx(pbx.line({ media: 'audiosocket' }), signal);
    await writeFile(file, before);
    await pbx.console('module reload res_ari.so');
    expect(findings.at(-1)).toMatchObject({
      detail: 'The PBX lets the ARI user read only (403).',
      advice: expect.stringContaining('read_only = no'),
    });
  });

  it('says what to do about a wrong password, and about no PBX', async () => {
    const [wrong] = await checkPbx(pbx.line({ password: 'wrong' }), signal);
    expect(wrong).toMatchObject({ status: 'fail', advice: expect.stringContaining('ari.conf') });
    const [nobody] = await checkPbx(pbx.line({ url: 'http://127.0.0.1:9/ari' }), signal);
    expect(nobody).toMatchObject({ status: 'fail', advice: expect.stringContaining('http.conf') });
  });
});
