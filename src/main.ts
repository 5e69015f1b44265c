#!/usr/bin/env node
import './small-heap.js';

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import * as analyze from './cli/analyze.js';
import * as data from './cli/data.js';
import * as demo from './cli/demo.js';
import * as doctor from './cli/doctor.js';
import * as evaluate from './cli/evaluate.js';
import * as listen from './cli/listen.js';
import * as models from './cli/models.js';
import * as serve from './cli/serve.js';
import { asCallwardenError } from './errors.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const program = new Command('callwarden')
  .description(
    'Offline scam-call detection: hears a call, transcribes it, judges it and warns. Nothing leaves this machine.',
  )
  .version(version)
  .showHelpAfterError('(see `callwarden --help`)')
  .configureHelp({ sortSubcommands: false })
  .configureOutput({
    outputError: (text, write) => write(`${text.trimEnd().replace(/^error: /, 'callwarden: ')} [CW_USAGE]\n`),
  })
  .exitOverride();

for (const command of [serve, demo, analyze, listen, data, evaluate, models, doctor])
  command.register(program);

// `callwarden analyze … | head` ends the pipe first: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  // Started with nothing to do, it serves, and shows with a sample what it does.
  await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, 'serve']);
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : 64;
    if (thrown.code === 'commander.help' && thrown.exitCode !== 0)
      process.stderr.write('\ncallwarden: say which of these commands is meant [CW_USAGE]\n');
  } else {
    const error = asCallwardenError(thrown);
    process.stderr.write(`callwarden: ${error.message} [${error.code}]\n`);
    if (error.code === 'CW_INTERNAL' && error.cause instanceof Error)
      process.stderr.write(`${error.cause.stack}\n`);
    process.exitCode = error.exitStatus;
  }
}
