import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPbx } from '../../../src/cli/doctor/pbx.js';
import { repository } from '../../helpers/shipped.js';
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
      // One that was cut short leaves something behind: it is taken away as well.
      await pbx.ask('/bridges/callwarden.callwarden-doctor.0.doctor.bridge?type=mixing', 'POST');
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

  it('prints its steps, and what to do about the one that failed', async () => {
    const file = `${pbx.folder}/callwarden.json`;
    const doctor = async (password: string) => {
      const { url, user } = pbx.line();
      await writeFile(file, JSON.stringify({ lines: [{ kind: 'asterisk', url, user, password }] }));
      const child = spawn(
        process.execPath,
        [`${repository}dist/main.js`, 'doctor', '--pbx', '--config', file],
        {
          env: { ...process.env, NO_COLOR: '1' },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const [status, output] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
      return { status: status[0], output };
    };
    const well = await doctor('tappass');
    expect(well.output).toMatch(/PBX asterisk, test snoop +attached in \d+ ms, a beep was heard back\n/);
    expect(well.status).toBe(0);
    const wrong = await doctor('wrong');
    expect(wrong.output).toMatch(/FAIL +PBX asterisk, address +The PBX refuses .*\n +→ Compare `user` and/);
    expect(wrong.status).toBe(1);
  });

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
    expect(wrong).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('There is no ARI at'),
      advice: expect.stringContaining('/ari'),
    });
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
