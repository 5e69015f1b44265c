import type { Command } from 'commander';
import pc from 'picocolors';
import { asCallwardenError, CallwardenError } from '../errors.js';
import { addModel } from '../models/add.js';
import { cardBytes } from '../models/card.js';
import { modelFolders } from '../models/folders.js';
import { HUB_ENV, mirror } from '../models/hub.js';
import { listModels, removeModel } from '../models/inventory.js';
import { pullModel } from '../models/pull.js';
import { resolveModel } from '../models/resolve.js';
import { VerifiedStamps } from '../models/stamps.js';
import { verifyModel } from '../models/verify.js';
import { howToUse } from './how-to-use.js';
import { interruptSignal } from './interrupt.js';
import { listing, megabytes } from './models-listing.js';
import { pullProgress } from './pull-progress.js';

export function register(program: Command): void {
  const models = program
    .command('models')
    .description('the models on this machine and those that can be had');
  models
    .command('list', { isDefault: true })
    .description('what is shipped, installed and available')
    .option('--json', 'as JSON, for scripts')
    .action(list);
  models
    .command('pull')
    .description('fetch models of the catalogue; goes on where an interrupted pull stopped')
    .argument('<name...>', 'names as in `callwarden models list`')
    .option('--from <url>', `base address of a mirror of the hub (or ${HUB_ENV})`)
    .option('--insecure', 'allow plain http to that mirror')
    .option('--update', 'take the newest version and pin that, instead of the pinned one')
    .action(pull);
  models
    .command('add')
    .description('import a model carried here by hand: a GGUF or ggml file, or a folder of ONNX files')
    .argument('<path>', 'file or folder')
    .option('--name <name>', 'name to give it')
    .option('--replace', 'put it in the place of a model of that name')
    .action(add);
  models
    .command('verify')
    .description('read every file and compare it with its card')
    .argument('[name...]', 'models; all that are here when none is named')
    .action(verify);
  models
    .command('remove')
    .description('remove an installed model')
    .argument('<name...>', 'models')
    .action(remove);
}

async function list(options: { readonly json?: true }): Promise<void> {
  const folders = modelFolders();
  const models = await listModels(folders);
  if (options.json) {
    const plain = models.map(({ model, ...rest }) => ({ ...rest, folder: model?.dir ?? null }));
    process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${listing(models)}\n`);
  process.stdout.write(pc.dim(`\nInstalled models lie in ${folders.user}. ~ marks approximate figures.\n`));
}

interface PullCommandOptions {
  readonly from?: string;
  readonly insecure?: true;
  readonly update?: true;
}

async function pull(names: readonly string[], options: PullCommandOptions): Promise<void> {
  const signal = interruptSignal();
  const from = options.from ?? mirror();
  for (const name of names) {
    const progress = pullProgress(name);
    try {
      const { model, outcome } = await pullModel(name, {
        userFolder: modelFolders().user,
        from,
        insecure: options.insecure,
        update: options.update,
        signal,
        onProgress: progress.at,
        onRetry: progress.retry,
      });
      progress.stop();
      const done = outcome === 'present' ? 'is here already, and right' : `is ready in ${model.dir}`;
      process.stdout.write(`${pc.green('✓')} ${name} ${done}\n`);
      process.stdout.write(howToUse(model.card));
    } finally {
      progress.stop();
    }
  }
}

async function add(
  path: string,
  options: { readonly name?: string; readonly replace?: true },
): Promise<void> {
  const { card, dir } = await addModel(path, {
    ...options,
    userFolder: modelFolders().user,
    signal: interruptSignal(),
  });
  process.stdout.write(`${pc.green('✓')} ${card.name} (${card.kind}, ${card.engine}) is ready in ${dir}\n`);
  process.stdout.write(howToUse(card));
  if (card.licence === 'unknown') {
    process.stdout.write(`  Its licence is not known: look it up and write it into card.json there.\n`);
  }
}

async function verify(names: readonly string[]): Promise<void> {
  const signal = interruptSignal();
  const folders = modelFolders();
  const all =
    names.length > 0
      ? names
      : (await listModels(folders)).filter((m) => m.state !== 'available').map((m) => m.name);
  const failed: CallwardenError[] = [];
  for (const name of all) {
    try {
      const model = await resolveModel(name, { folders });
      // Empty stamps: whoever asks wants every byte read.
      await verifyModel(model, { signal, stamps: new VerifiedStamps() });
      const count = model.card.files.length;
      process.stdout.write(
        `${pc.green('✓')} ${name}: ${count} ${count === 1 ? 'file' : 'files'}, ${megabytes(cardBytes(model.card))}
`,
      );
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      if (signal.aborted) throw error;
      failed.push(error);
      process.stdout.write(`${pc.red('✗')} ${name}: ${error.message}\n`);
    }
  }
  const [first] = failed;
  if (first) {
    throw new CallwardenError(
      first.code,
      `${failed.length} of ${all.length} models cannot be used as they are.`,
    );
  }
}

async function remove(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await removeModel(name, modelFolders());
    process.stdout.write(`${pc.green('✓')} ${name} is removed\n`);
  }
}
