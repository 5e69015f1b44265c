import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Compile } from 'typebox/compile';
import { categoryOf, TAXONOMY } from '../../detection/taxonomy.js';
import { CallwardenError } from '../../errors.js';
import type { RecordingInput } from '../../sources/recording/recording.js';
import { spokenWords } from '../spoken-words.js';
import { LabelledCall } from './labelled-call.js';
import type { EvaluationCall, Manifest, RowProblem } from './manifest.js';
import { Remarks } from './remarks.js';

const schema = Compile(LabelledCall);
const unpack = promisify(gunzip);

/** Editors and spreadsheets put it in front of a text. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** First bytes of what gzip packed (RFC 1952, section 2.3.1), and of UTF-16 in both orders. */
const GZIP = [0x1f, 0x8b];
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

const NOT_JSON = 'not JSON';

/** Fields that know only a few values, which are told where another stands there. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/^\/label$/, '"scam" or "legitimate"'],
  [/^\/split$/, '"train", "dev" or "test"'],
  [
    /^\/turns\/\d+\/party$/,
    '"remote" (who may be a scammer), "local" (who is protected) or "mixed" (both in one)',
  ],
];

/**
 * Reads a manifest, plain or gzip, or the `manifest.jsonl` of a folder. A broken row costs itself and nothing else.
 * @throws CallwardenError CW_MANIFEST_MISSING, CW_MANIFEST_UNREADABLE
 */
export async function readManifest(path: string): Promise<Manifest> {
  const file = manifestOf(path);
  const corpus = nameOf(file);
  const bytes = await textOf(file);
  if (UTF_16.some((mark) => startsWith(bytes, mark)))
    throw unreadable(file, 'it is UTF-16; save it as UTF-8');
  const calls: EvaluationCall[] = [];
  const problems: RowProblem[] = [];
  const remarks = new Remarks(corpus);
  const seen = new Set<string>();
  for (const [index, line] of bytes.toString('utf8').replace(BYTE_ORDER_MARK, '').split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const row = parseRow(line);
      if (seen.has(row.id)) throw new Error(`the id "${row.id}" stands there twice`);
      seen.add(row.id);
      calls.push({ ...runnable(row, corpus, dirname(file)), line: index + 1 });
      remarks.add(row, index + 1);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      problems.push({ corpus, line: index + 1, reason });
    }
  }
  if (problems.length > 0 && calls.length === 0 && problems.every(({ reason }) => reason === NOT_JSON)) {
    throw unreadable(file, 'it has no line that is a call as JSON, which docs/evaluation.md shows');
  }
  return {
    calls,
    problems,
    remarks: remarks.all(),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function manifestOf(path: string): string {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'manifest.jsonl') : path;
  if (existsSync(file)) return resolve(file);
  throw new CallwardenError(
    'CW_MANIFEST_MISSING',
    `There is no manifest ${file}: a line for each labelled call is needed, as docs/evaluation.md shows.`,
  );
}

async function textOf(file: string): Promise<Buffer> {
  try {
    const bytes = await readFile(file);
    return startsWith(bytes, GZIP) ? await unpack(bytes) : bytes;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(file, why, cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): CallwardenError {
  const options = cause === undefined ? {} : { cause };
  return new CallwardenError(
    'CW_MANIFEST_UNREADABLE',
    `The manifest ${file} cannot be read: ${why}.`,
    options,
  );
}

function startsWith(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, place) => bytes[place] === byte);
}

function nameOf(file: string): string {
  const name = basename(file).replace(/\.jsonl(\.gz)?$/, '');
  return name === 'manifest' ? basename(dirname(file)) : `${basename(dirname(file))}/${name}`;
}

function parseRow(line: string): LabelledCall {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(NOT_JSON);
  }
  if (!schema.Check(value)) {
    const [first] = schema.Errors(value);
    const place = first?.instancePath ?? '';
    const allowed = ALLOWED.find(([field]) => field.test(place));
    throw new Error(
      `${place || 'the row'} ${allowed ? `must be ${allowed[1]}` : (first?.message ?? 'has the wrong shape')}`,
    );
  }
  const { audio, category, turns = [] } = value;
  if (value.label === 'scam' && categoryOf(category) === undefined) {
    const known = TAXONOMY.categories.map(({ id }) => id).join(', ');
    throw new Error(`"${category}" is no category of scams: ${known}`);
  }
  if (audio === undefined && turns.length === 0) throw new Error('neither audio nor turns');
  if (audio === undefined && turns.every(({ text }) => spokenWords(text).length === 0)) {
    throw new Error('neither audio nor a word in any turn');
  }
  for (const cue of [value.firstCueTurn, value.extractionCueTurn]) {
    if (cue !== undefined && cue >= turns.length) throw new Error(`there is no turn ${cue}`);
  }
  if (turns.some((turn) => (turn.startMs === undefined) !== (turn.endMs === undefined))) {
    throw new Error('a turn has only one of startMs and endMs');
  }
  if (turns.some((turn) => (turn.endMs ?? 0) < (turn.startMs ?? 0)))
    throw new Error('a turn ends before it starts');
  return value;
}

function runnable({ audio, ...row }: LabelledCall, corpus: string, folder: string): EvaluationCall {
  if (audio === undefined) return { ...row, corpus };
  const at = (path: string) => existing(inside(path, folder));
  const recording: RecordingInput =
    typeof audio === 'string' ? { file: at(audio) } : { remote: at(audio.remote), local: at(audio.local) };
  return { ...row, corpus, recording };
}

/** A manifest from elsewhere must not name files that its author has not seen; an absolute path is meant. */
function inside(path: string, folder: string): string {
  if (isAbsolute(path)) return path;
  const file = resolve(folder, path);
  if (relative(folder, file).startsWith('..')) throw new Error(`${path} is outside of the manifest's folder`);
  return file;
}

function existing(file: string): string {
  if (!existsSync(file)) throw new Error(`there is no audio file ${basename(file)}`);
  // A pipe could be read once, and a run reads twice: for its words and for its hash.
  if (!statSync(file).isFile())
    throw new Error(`${basename(file)} is no audio file but a folder, pipe or device`);
  return file;
}
