import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { AlertDispatcher } from '../alerts/sinks/alert-dispatcher.js';
import { openSinks } from '../alerts/sinks/open-sinks.js';
import type { CallEvent } from '../calls/events.js';
import { SAMPLE_LINE } from '../config/names.js';
import type { Config } from '../config/schema.js';
import { CallwardenError } from '../errors.js';
import { configuredAddresses, ownNames } from '../network/configured-addresses.js';
import { EgressGuard } from '../network/egress-guard.js';
import { buildApp } from '../server/app.js';
import { checkOpenness, isLoopback } from '../server/auth/place.js';
import { listen } from '../server/listen.js';
import { openLog } from '../server/log.js';
import { DEFAULT_SAMPLE } from '../server/samples/sample-files.js';
import { Service } from '../server/service.js';
import type { LiveCall } from '../sources/call-source.js';
import { Store } from '../store/store.js';
import { configOf } from './analyze.js';
import { interruptSignal } from './interrupt.js';
import { refuseRecordingEar } from './live-ear.js';
import { namedSample } from './named-sample.js';
import { CallsPrinter } from './terminal/calls-printer.js';

interface ServeOptions {
  readonly config?: string;
  readonly ear?: string;
  readonly judge?: string | boolean;
  readonly host?: string;
  readonly port?: number;
  /** Commander: `--no-sample` gives false. */
  readonly sample?: string | false;
}

export function register(program: Command): void {
  program
    .command('serve')
    .description('watch the configured lines, warn, and show calls on a web page (docs/serve.md)')
    .option('--config <file>', 'configuration (docs/configuration.md)')
    .option('--host <address>', 'address to serve at instead of the configured one', parseHost)
    .option(
      '--port <number>',
      'port to serve at instead of the configured one; 0 takes a free one',
      parsePort,
    )
    .option('--ear <model>', 'speech model to use, by name or folder')
    .option('--judge <model>', 'judge model to use, by name or folder')
    .option('--no-judge', 'run on the gate alone')
    .option('--sample <name>', 'play this sample call at the start')
    .option('--no-sample', 'play none; without a configured line one is played, to show what happens')
    .addHelpText(
      'after',
      '\nEnds on Ctrl-C or SIGTERM when what was heard is finished; a second one ends it at once.\nExit status: 0 ended as asked, 64 and above for errors (docs/errors.md).\n',
    )
    .action((options: ServeOptions, command: Command) => serve(options, command.parent?.version() ?? ''));
}

async function serve(options: ServeOptions, version: string): Promise<void> {
  // Loading the models takes long: what was mistyped is said before.
  if (typeof options.sample === 'string') await namedSample(options.sample);
  const config = await serveConfig(options);
  checkOpenness(config.server);
  await refuseRecordingEar(config.transcription.model);
  const log = openLog(config.server);
  const complain = (error: CallwardenError) => log.error({ code: error.code }, error.message);
  const stop = interruptSignal();
  using egress = EgressGuard.install(configuredAddresses(config), {
    names: ownNames(config),
    onRefused: complain,
  });
  const sinks = await openSinks(config);
  await using service = new Service({
    config,
    configFile: options.config ?? null,
    version,
    log,
    store: Store.open(config.store, { onFailure: complain }),
    alerts: new AlertDispatcher(sinks, { onFailure: complain }),
    egress,
    onEvent: terminalView(),
  });
  await using app = await buildApp(service, log);
  const address = await listen(app, config.server);
  tell(`Callwarden shows its calls at ${address}`);
  if (!isLoopback(config.server.host)) {
    tell(
      'Other machines reach it, with a token. It speaks plain HTTP: put a reverse proxy with HTTPS before it.',
    );
  }
  const interrupted = aborted(stop);
  await Promise.race([service.load(), interrupted]);
  const sample = sampleOf(options.sample, config);
  if (sample !== undefined && !stop.aborted) {
    if (config.lines.length === 0)
      tell('No line is configured, so a sample call is played (docs/serve.md).\n');
    await service.samples.play(sample);
  }
  await interrupted;
  await stopInTime(service, config.server.stopSeconds);
  // Engines that are still loading end with this process, and nothing was heard that they would owe.
  if (!service.engines) process.exit();
}

async function serveConfig(options: ServeOptions): Promise<Config> {
  const config = await configOf({ ...options, redact: true });
  const { server } = config;
  return {
    ...config,
    server: { ...server, host: options.host ?? server.host, port: options.port ?? server.port },
  };
}

function sampleOf(option: string | false | undefined, { lines }: Config): string | undefined {
  if (typeof option === 'string') return option;
  return option === undefined && lines.length === 0 ? DEFAULT_SAMPLE : undefined;
}

/** Words of real calls are for a person at a terminal; into a journal or a file only samples go. */
function terminalView(): (event: CallEvent, call: LiveCall) => void {
  const printer = new CallsPrinter((text) => process.stdout.write(text));
  return (event, { line }) => {
    if (line === SAMPLE_LINE || process.stdout.isTTY) printer.print(event);
  };
}

/** @throws CallwardenError CW_SERVER_STOPPED_LATE */
async function stopInTime(service: Service, seconds: number): Promise<void> {
  tell('Stopping: what was heard is finished first.');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), seconds * 1000);
  });
  const outcome = await Promise.race([service.close(), late]).finally(() => clearTimeout(timer));
  if (outcome !== 'late') return;
  const error = new CallwardenError(
    'CW_SERVER_STOPPED_LATE',
    `What was heard was not finished within ${seconds} s; ${service.live.live().length} calls were cut off.`,
  );
  process.stderr.write(`callwarden: ${error.message} [${error.code}]\n`);
  process.exit(error.exitStatus);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

function parseHost(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('An address of this machine is needed.');
}

function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
