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

  it('says what to do about a wrong password, and about no PBX', async () => {
    const [wrong] = await checkPbx(pbx.line({ password: 'wrong' }), signal);
    expect(wrong).toMatchObject({ status: 'fail', advice: expect.stringContaining('ari.conf') });
    const [nobody] = await checkPbx(pbx.line({ url: 'http://127.0.0.1:9/ari' }), signal);
    expect(nobody).toMatchObject({ status: 'fail', advice: expect.stringContaining('http.conf') });
  });
});
