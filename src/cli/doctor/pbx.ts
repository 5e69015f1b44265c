import Type from 'typebox';
import type { AsteriskLine } from '../../config/asterisk-line.js';
import type { Config } from '../../config/schema.js';
import { asCallwardenError, type ErrorCode } from '../../errors.js';
import { AriClient } from '../../sources/asterisk/ari-client.js';
import { chooseMedia, isRunning, MEDIA_MODULES } from '../../sources/asterisk/media/open-media.js';
import { testSnoop } from '../../sources/asterisk/test-snoop.js';
import type { Finding } from './finding.js';

const AsteriskInfo = Type.Object({ system: Type.Object({ version: Type.String() }) });

/** Modules without which nothing is heard, and what each is for. */
const NEEDED = {
  'res_ari_channels.so': 'to snoop on channels',
  'res_ari_bridges.so': 'to join a snoop to its audio',
  'res_ari_applications.so': 'to be told of calls',
  'res_ari_events.so': 'to be told of calls',
  'res_ari_asterisk.so': 'to be asked what it has',
  'res_stasis_snoop.so': 'to snoop on channels',
  'app_stasis.so': 'to hand our channels to us',
} as const;

const ADVICE: Partial<Record<ErrorCode, string>> = {
  CW_PBX_UNREACHABLE:
    'Is Asterisk up, is `enabled = yes` in http.conf and ari.conf, and is the address right (it ends in /ari)?',
  CW_PBX_LOGIN:
    'Compare `user` and `password` of the line with ari.conf (and `read_only = no`), then `module reload res_ari.so`.',
  CW_PBX_SILENT:
    'Calls are not affected. Ask `core show locks` on its console; ARI comes back with a restart.',
  CW_PBX_REFUSED: 'Is the address that of ARI (it ends in /ari)?',
  CW_PBX_CALL_GONE: 'Does the address end in /ari, and are res_ari.so and res_ari_asterisk.so loaded?',
  CW_LINE_MEDIA_PORT:
    'With rtp four ports a call are needed, two more for a warning; `mediaPorts: 0` takes any.',
};

/** Looks at every Asterisk line step by step; what builds on a step that failed is not tried. */
export async function checkPbxs(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const lines = config.lines.filter((line) => line.kind === 'asterisk');
  if (lines.length === 0) {
    const advice = 'docs/asterisk.md has one to paste; name the file with --config.';
    return [{ id: 'pbx', title: 'PBX', status: 'fail', detail: 'no Asterisk line is configured', advice }];
  }
  const found: Finding[] = [];
  for (const line of lines) found.push(...(await checkPbx(line, signal)));
  return found;
}

/** @returns one finding a step, up to the first that failed */
export async function checkPbx(line: AsteriskLine, signal: AbortSignal): Promise<readonly Finding[]> {
  const ari = new AriClient(line);
  const found: Finding[] = [];
  const steps: Readonly<Record<string, () => Promise<Omit<Finding, 'id' | 'title'>>>> = {
    address: async () => {
      await ari.get(AsteriskInfo, '/asterisk/info', { signal });
      return { status: 'ok', detail: `${line.url} answers, user ${line.user} may ask` };
    },
    version: async () => versionFinding(await ari.get(AsteriskInfo, '/asterisk/info', { signal })),
    modules: () => modulesFinding(ari, signal),
    'dead-lock': () => deadlockFinding(ari, signal),
    audio: async () => {
      const media = await chooseMedia(ari, line.media, signal);
      return { status: 'ok', detail: `comes by ${media} (${MEDIA_MODULES[media]})` };
    },
    'test snoop': () => snoopFinding(line, signal),
  };
  for (const [step, check] of Object.entries(steps)) {
    const about = { id: `pbx-${line.name}-${step.replace(' ', '-')}`, title: `PBX ${line.name}, ${step}` };
    try {
      const finding = { ...about, ...(await check()) };
      found.push(finding);
      if (finding.status === 'fail') break;
    } catch (thrown) {
      const { code, message } = asCallwardenError(thrown);
      const advice = code === 'CW_PBX_INCAPABLE' ? mediaAdvice(line) : ADVICE[code];
      found.push({ ...about, status: 'fail', detail: message, ...(advice ? { advice } : {}) });
      break;
    }
  }
  return found;
}

function mediaAdvice({ media }: AsteriskLine): string {
  const [which, module] =
    media === 'auto' ? ['one of them', MEDIA_MODULES.rtp] : ['it', MEDIA_MODULES[media]];
  return `Load ${which}: \`module load ${module}\` on the console of Asterisk (docs/asterisk.md).`;
}

type Answer = Omit<Finding, 'id' | 'title'>;

function versionFinding({ system: { version } }: { system: { version: string } }): Answer {
  const major = Number.parseInt(version.replace(/^\D*/, ''), 10);
  if (major >= 18) return { status: 'ok', detail: version };
  if (major >= 16)
    return {
      status: 'warn',
      detail: version,
      advice: 'Tested with 22; 16.6 is the oldest with external media.',
    };
  return { status: 'fail', detail: version, advice: 'External media needs Asterisk 16.6 or newer.' };
}

async function modulesFinding(ari: AriClient, signal: AbortSignal): Promise<Answer> {
  const missing: string[] = [];
  for (const [module, use] of Object.entries(NEEDED)) {
    if (!(await isRunning(ari, module, signal))) missing.push(`${module} (${use})`);
  }
  if (missing.length === 0) return { status: 'ok', detail: 'all that are needed are loaded' };
  const advice = 'Load them in modules.conf, or at once: `module load NAME` on the console of Asterisk.';
  return { status: 'fail', detail: `not loaded: ${missing.join(', ')}`, advice };
}

async function deadlockFinding(ari: AriClient, signal: AbortSignal): Promise<Answer> {
  if (!(await isRunning(ari, 'res_stasis_device_state.so', signal))) {
    return { status: 'ok', detail: 'res_stasis_device_state.so is not loaded' };
  }
  const advice = 'If nothing else needs it: `noload = res_stasis_device_state.so` (Asterisk issue 2170).';
  return { status: 'warn', detail: 'res_stasis_device_state.so can lock ARI up when a client dies', advice };
}

async function snoopFinding(line: AsteriskLine, signal: AbortSignal): Promise<Answer> {
  const { media, heard, attachMs } = await testSnoop(line, signal);
  if (heard) return { status: 'ok', detail: `attached in ${Math.round(attachMs)} ms, a beep was heard back` };
  const advice =
    media === 'rtp'
      ? 'Audio has to pass both ways by UDP: check firewalls, `mediaHost` and `mediaPorts` of the line.'
      : 'Check firewalls, and `mediaHost` and `mediaPorts` of the line.';
  return {
    status: 'fail',
    detail: `attached by ${media}, but the beep that was sent did not come back`,
    advice,
  };
}
