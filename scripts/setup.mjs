// Makes a fresh clone ready: installs what the lock file names, builds what has changed. Does nothing when all is
// there. Plain Node without dependencies, because it runs before there are any.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...path) => join(root, ...path);

const TSC = at('node_modules', 'typescript', 'bin', 'tsc');
const VITE = at('node_modules', 'vite', 'bin', 'vite.js');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Callwarden needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

install();
build();

function install() {
  const stamp = at('node_modules', '.callwarden-setup');
  const lock = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  // An installation without what builds, as NODE_ENV=production makes one, is none.
  const builders = [TSC, VITE].every((file) => existsSync(file));
  if (builders && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing dependencies (once, about half a minute) ...');
  // The prebuilt engines come inside their packages: nothing else is to be downloaded or compiled.
  const env = { ...process.env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true', npm_config_loglevel: 'error' };
  // Not `ci`: it refuses a lock file that lacks the judge engine's packages for other systems, which appear there later.
  run(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--include=dev', '--include=optional'],
    env,
  );
  writeFileSync(stamp, lock);
}

function build() {
  const page = at('src', 'dashboard');
  const sources = filesIn(at('src'));
  buildPart({
    what: 'Building ...',
    inputs: [
      at('tsconfig.json'),
      at('tsconfig.build.json'),
      ...sources.filter((file) => !file.startsWith(page)),
    ],
    outputs: [at('dist', '.tsbuildinfo'), at('dist', 'main.js')],
    command: [TSC, '-p', at('tsconfig.build.json')],
  });
  buildPart({
    what: 'Building the web page ...',
    // The page takes some of the service's own modules, and packages.
    inputs: [at('vite.config.ts'), at('scripts', 'first-load.ts'), at('package-lock.json'), ...sources],
    outputs: [at('dist', '.page-built'), at('dist', 'dashboard', 'index.html')],
    command: [VITE, 'build', '--logLevel', 'warn'],
  });
}

/** Runs the command when an input is newer than the first output, or an output is missing. */
function buildPart({ what, inputs, outputs, command }) {
  const [built] = outputs;
  const newest = Math.max(...inputs.map((file) => statSync(file).mtimeMs));
  if (outputs.every((file) => existsSync(file)) && statSync(built).mtimeMs >= newest) return;
  say(what);
  run(process.execPath, command, process.env);
  // Nothing to write leaves the old time on it, and the next start would build again.
  writeFileSync(built, existsSync(built) ? readFileSync(built) : '');
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function run(command, args, env) {
  try {
    // What installers print belongs to stderr: stdout is the program's.
    execFileSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  } catch {
    fail(`Setting up stopped: \`${command} ${args.join(' ')}\` failed, see above.`);
  }
}

function say(text) {
  process.stderr.write(`callwarden: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
