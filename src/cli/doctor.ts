import type { Command } from 'commander';
import pc from 'picocolors';
import { defaultConfig, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { asCallwardenError } from '../errors.js';
import { modelFolders } from '../models/folders.js';
import { checkCalibration } from './doctor/calibration.js';
import { checkConfiguration } from './doctor/configuration.js';
import { examine, type Finding, verdict } from './doctor/finding.js';
import { checkMachine } from './doctor/machine.js';
import { checkModels } from './doctor/models.js';
import { checkPackages } from './doctor/packages.js';
import { checkPbxs } from './doctor/pbx.js';
import { checkDataFolder, checkPorts } from './doctor/places.js';
import { checkPrograms } from './doctor/programs.js';
import { checkStore } from './doctor/store.js';
import { interruptSignal } from './interrupt.js';

export interface DoctorOptions {
  readonly config?: string;
  readonly json?: true;
  readonly pbx?: true;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('look for what could keep Callwarden from working here, and say what to do')
    .option('--config <file>', 'configuration to check (docs/configuration.md)')
    .option('--json', 'as JSON, for scripts')
    .option('--pbx', 'look at the Asterisk lines of the configuration only, step by step, with a test snoop')
    .addHelpText('after', '\nExit status: 0 when nothing fails (warnings are allowed), 1 otherwise.\n')
    .action(doctor);
}

async function doctor(options: DoctorOptions): Promise<void> {
  const { config, findings: ofConfig } = await configuration(options.config);
  const folders = modelFolders();
  const findings = await examine(
    options.pbx
      ? { configuration: async () => ofConfig, pbx: (signal) => checkPbxs(config, signal) }
      : {
          machine: checkMachine,
          configuration: async () => ofConfig,
          packages: checkPackages,
          models: (signal) => checkModels(config, folders, signal),
          calibration: async () => [await checkCalibration(config, folders)],
          places: async () => [await checkDataFolder(folders.user), await checkPorts()],
          store: () => checkStore(config.store),
          programs: () => checkPrograms(),
        },
    interruptSignal(),
  );
  const status = verdict(findings);
  if (options.json) process.stdout.write(`${JSON.stringify({ status, findings }, null, 2)}\n`);
  else process.stdout.write(`${report(findings)}\n`);
  process.exitCode = status === 'fail' ? 1 : 0;
}

/** The configuration, or the defaults with a failed finding: a bad file must not hide the other findings. */
async function configuration(
  file: string | undefined,
): Promise<{ config: Config; findings: readonly Finding[] }> {
  const finding = { id: 'config', title: 'Configuration' } as const;
  if (file === undefined) {
    const detail = 'no file given (--config), the defaults are used';
    return { config: defaultConfig(), findings: [{ ...finding, status: 'ok', detail }] };
  }
  try {
    const config = await loadConfig(file);
    return { config, findings: await checkConfiguration(config, file) };
  } catch (thrown) {
    const { message } = asCallwardenError(thrown);
    const advice = 'docs/configuration.md lists what can be set. The checks below use the defaults.';
    return { config: defaultConfig(), findings: [{ ...finding, status: 'fail', detail: message, advice }] };
  }
}

const MARKS = { ok: pc.green('✓ ok  '), warn: pc.yellow('! warn'), fail: pc.red('✗ FAIL') } as const;

/** The findings as a list for a person, the advice below what it is about. */
export function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ title }) => title.length));
  const lines = findings.flatMap(({ status, title, detail, advice }) => [
    `${MARKS[status]}  ${title.padEnd(width)}  ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 10)}${pc.cyan('→')} ${advice}`]),
  ]);
  return [...lines, '', closing(findings)].join('\n');
}

function closing(findings: readonly Finding[]): string {
  const count = (wanted: Finding['status']) => findings.filter(({ status }) => status === wanted).length;
  const [failed, warned] = [count('fail'), count('warn')];
  if (failed > 0) return pc.red(`${failed} of ${findings.length} checks failed.`);
  return pc.green(
    warned > 0 ? `Callwarden can work here; ${warned} things could be better.` : 'All is well.',
  );
}
