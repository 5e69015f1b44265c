import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { analyzeRecording } from '../calls/analyze-recording.js';
import { type Engines, loadEngines } from '../calls/engines.js';
import type { CallEnded } from '../calls/events.js';
import { defaultConfig, loadConfig } from '../config/load.js';
import { patient } from '../config/patient.js';
import type { Config } from '../config/schema.js';
import { asCallwardenError, CallwardenError } from '../errors.js';
import { isPartyMap, PARTY_MAPS, type PartyMap } from '../sources/recording/parties.js';
import type { RecordingInput } from '../sources/recording/recording.js';
import { interruptSignal } from './interrupt.js';
import { namedJudge } from './named-judge.js';
import { CallPrinter } from './terminal/call-printer.js';
import { progressBar } from './terminal/progress.js';

/** Options that say how calls are heard and judged. */
export interface RoadOptions {
  readonly config?: string;
  readonly ear?: string;
  /** Commander: `--no-judge` gives false. */
  readonly judge?: string | boolean;
  readonly redact: boolean;
}

export interface AnalyzeOptions extends RoadOptions {
  readonly remote?: string;
  readonly local?: string;
  readonly parties?: PartyMap;
  readonly realtime?: true;
  readonly json?: true;
  readonly verbose?: true;
}

/** Exit statuses that scripts can rely on; errors have their own (docs/errors.md). */
export const EXIT_BY_LEVEL = { unknown: 0, clear: 0, suspicious: 10, scam: 20 } as const;

export function register(program: Command): void {
  const command = program
    .command('analyze')
    .description('judge recorded calls')
    .argument(
      '[file...]',
      'recordings: WAV, raw .ulaw .alaw .sln .sln16, and with ffmpeg MP3, FLAC, Ogg, M4A',
    )
    .option('--remote <file>', 'recording of the other side alone (with --local)')
    .option('--local <file>', 'recording of the protected side alone (with --remote)')
    .addOption(
      new Option('--parties <map>', `who is on which channel: ${PARTY_MAPS.join(' | ')}`).argParser(
        parseParties,
      ),
    )
    .option('--realtime', 'replay at the pace of the call, through the same code as a live line');
  withHearingOptions(command).action(analyzeFiles);
}

/** What every command that hears a call can be told: models, settings, and how to show what happens. */
export function withHearingOptions(command: Command): Command {
  return command
    .option('--json', 'one event a line on stdout and nothing else (docs/events.md)')
    .option('--verbose', 'also show what the judge says and what was not understood')
    .option('--config <file>', 'configuration (docs/configuration.md)')
    .option('--ear <model>', 'speech model to use, by name or folder')
    .option('--judge <model>', 'judge model to use, by name or folder')
    .option('--no-judge', 'run on the gate alone')
    .option('--no-redact', 'show card, account, code and phone numbers')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing found, 10 suspicious, 20 scam; 64 and above for errors (docs/errors.md).\n',
    );
}

/** Runs recorded calls through the road, prints what happens, and sets the exit status. */
export async function analyzeFiles(files: readonly string[], options: AnalyzeOptions): Promise<void> {
  const inputs = inputsOf(files, options);
  const config = await configOf(options);
  const signal = interruptSignal();
  await using engines = await loadEngines(options.realtime ? config : patient(config));
  for (const notice of [...engines.notices, ...engines.uncalibrated])
    process.stderr.write(`callwarden: ${notice}\n`);

  let status = 0;
  for (const input of inputs) {
    try {
      const ended = await analyze(input, engines, config, options, signal);
      if (status < 64) status = Math.max(status, EXIT_BY_LEVEL[ended?.highest ?? 'unknown']);
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      if (signal.aborted) throw error;
      // One bad file must not cost the others their result.
      process.stderr.write(`callwarden: ${error.message} [${error.code}]\n`);
      status = error.exitStatus;
    }
  }
  process.exitCode = status;
}

async function analyze(
  input: RecordingInput,
  engines: Engines,
  config: Config,
  options: AnalyzeOptions,
  signal: AbortSignal,
): Promise<CallEnded | undefined> {
  const analysis = await analyzeRecording(input, engines, config, {
    callId: nameOf(input),
    realtime: options.realtime ?? false,
    signal,
    ...(options.parties ? { parties: options.parties } : {}),
  });
  const progress = progressBar(options.realtime ? undefined : analysis.durationMs, analysis.heardMs);
  const printer = new CallPrinter(progress.write, options.verbose);
  let ended: CallEnded | undefined;
  try {
    for await (const event of analysis.events) {
      if (options.json) progress.write(`${JSON.stringify(event)}\n`);
      else printer.print(event);
      if (event.type === 'call-ended') ended = event;
    }
  } finally {
    progress.stop();
  }
  return ended;
}

function inputsOf(files: readonly string[], { remote, local, parties }: AnalyzeOptions): RecordingInput[] {
  if ((remote === undefined) !== (local === undefined)) {
    throw new CallwardenError(
      'CW_USAGE',
      '--remote and --local go together: name the recording of each side.',
    );
  }
  if (remote !== undefined && local !== undefined) {
    if (files.length > 0 || parties) {
      throw new CallwardenError(
        'CW_USAGE',
        '--remote and --local name the whole call: give no other file and no --parties.',
      );
    }
    return [{ remote, local }];
  }
  if (files.length === 0)
    throw new CallwardenError('CW_USAGE', 'Name a recording: `callwarden analyze call.wav`.');
  return files.map((file) => ({ file }));
}

/** The configuration that the options give. @throws CallwardenError CW_CONFIG_INVALID, and as `namedJudge` */
export async function configOf(options: RoadOptions): Promise<Config> {
  const config = options.config === undefined ? defaultConfig() : await loadConfig(options.config);
  const { transcription, detection, transcript } = config;
  return {
    ...config,
    transcription: { ...transcription, model: options.ear ?? transcription.model },
    transcript: { ...transcript, redact: transcript.redact && options.redact },
    detection: { ...detection, judge: await namedJudge(options.judge, detection.judge) },
  };
}

function parseParties(value: string): PartyMap {
  if (isPartyMap(value)) return value;
  throw new InvalidArgumentError(`Allowed are ${PARTY_MAPS.join(' | ')}.`);
}

function nameOf(input: RecordingInput): string {
  return 'file' in input ? basename(input.file) : `${basename(input.remote)}+${basename(input.local)}`;
}
