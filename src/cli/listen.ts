import { type Command, Option } from 'commander';
import { AlertDispatcher } from '../alerts/sinks/alert-dispatcher.js';
import { openSinks } from '../alerts/sinks/open-sinks.js';
import { CallSession } from '../calls/call-session.js';
import { loadEngines } from '../calls/engines.js';
import type { CallEvent } from '../calls/events.js';
import type { MicrophoneLine } from '../config/microphone-line.js';
import type { CallwardenError } from '../errors.js';
import { configuredAddresses } from '../network/configured-addresses.js';
import { EgressGuard } from '../network/egress-guard.js';
import type { LiveCall } from '../sources/call-source.js';
import { MicrophoneSource } from '../sources/microphone/microphone-source.js';
import { RECORDERS } from '../sources/microphone/recorder.js';
import { configOf, EXIT_BY_LEVEL, type RoadOptions, withHearingOptions } from './analyze.js';
import { interruptSignal } from './interrupt.js';
import { refuseRecordingEar } from './live-ear.js';
import { CallPrinter } from './terminal/call-printer.js';

interface ListenOptions extends RoadOptions {
  readonly recorder: MicrophoneLine['recorder'];
  readonly device?: string;
  readonly json?: true;
  readonly verbose?: true;
}

export function register(program: Command): void {
  const command = program
    .command('listen')
    .description('listen to a microphone, e.g. beside a speakerphone, until Ctrl-C')
    .addOption(
      new Option('--recorder <program>', 'program that records')
        .choices(['auto', ...RECORDERS])
        .default('auto'),
    )
    .option('--device <name>', 'sound device as that program knows it, e.g. hw:1,0');
  withHearingOptions(command).action(listen);
}

/** Hears the microphone until it is interrupted or goes away, then tells the result. */
async function listen(options: ListenOptions): Promise<void> {
  const config = await configOf(options);
  await refuseRecordingEar(config.transcription.model);
  const signal = interruptSignal();
  using _guard = EgressGuard.install(configuredAddresses(config), { onRefused: complain });
  await using alerts = new AlertDispatcher(await openSinks(config), { onFailure: complain });
  await using engines = await loadEngines(config);
  for (const notice of [...engines.notices, ...engines.uncalibrated])
    process.stderr.write(`callwarden: ${notice}\n`);
  await using microphone = new MicrophoneSource({
    kind: 'microphone',
    name: 'microphone',
    recorder: options.recorder,
    device: options.device ?? null,
  });
  const show = printerOf(options);
  for await (const call of microphone.calls(signal)) {
    process.stderr.write('callwarden: Listening to the microphone; Ctrl-C ends it.\n');
    for await (const event of new CallSession(engines, config, inputOf(call)).events()) {
      show(event);
      if (event.type === 'alert') alerts.raise(event, call);
      if (event.type === 'call-ended') process.exitCode = EXIT_BY_LEVEL[event.highest];
    }
  }
}

function complain({ message, code }: CallwardenError): void {
  process.stderr.write(`callwarden: ${message} [${code}]\n`);
}

function inputOf({ callId, frames, startedAt, line }: LiveCall) {
  return { callId, frames, startedAt, source: line, pace: 'live' } as const;
}

function printerOf({ json, verbose }: ListenOptions): (event: CallEvent) => void {
  if (json) return (event) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  const printer = new CallPrinter((text) => process.stdout.write(text), verbose);
  return (event) => printer.print(event);
}
