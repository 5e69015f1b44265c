import { cp, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addModel } from '../../src/models/add.js';
import { checkOnnx } from '../../src/models/onnx.js';
import { resolveModel } from '../../src/models/resolve.js';
import { earFiles, soleFile } from '../../src/models/roles.js';
import { VerifiedStamps } from '../../src/models/stamps.js';
import { verifyModel } from '../../src/models/verify.js';
import { shippedModel } from '../helpers/shipped.js';
import { CHATML_TEMPLATE, CHATML_TOKENS, encodeGguf, tinyEncoder, tinyLlama } from '../helpers/tiny-gguf.js';
import { digestOf, failure, noise, scratch, sha256, writeModel } from './helpers.js';

/** A folder for things that were carried here, and the user's model folder. */
async function setUp() {
  const root = await scratch();
  const carried = join(root, 'stick');
  await mkdir(carried);
  const userFolder = join(root, 'models');
  return { carried, userFolder, folders: { user: userFolder, shipped: '/none' } };
}

/** Header of a whisper.cpp model: magic and eleven numbers, then whatever. */
function ggml(vocabulary: number, mels = 80): Buffer {
  const numbers = [0x67676d6c, vocabulary, 1500, 384, 6, 4, 448, 384, 6, 4, mels, 1];
  const head = Buffer.alloc(48);
  numbers.forEach((number, i) => {
    head.writeInt32LE(number, i * 4);
  });
  return Buffer.concat([head, noise(5000)]);
}

/** A protobuf message as ONNX begins: ir_version 8, a producer, and a graph of that many bytes. */
function onnx(graphBytes: number): Buffer {
  const graph = noise(graphBytes);
  const length = [];
  for (let rest = graphBytes; ; rest = Math.floor(rest / 128)) {
    length.push(rest >= 128 ? (rest % 128) | 0x80 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([0x08, 8, 0x12, 2, 0x78, 0x79, 0x3a, ...length]), graph]);
}

describe('adding a judge', () => {
  test('an instruction-tuned GGUF becomes a judge with a chat template', async () => {
    const { carried, userFolder, folders } = await setUp();
    const path = join(carried, 'My Model (Q4).gguf');
    const bytes = tinyLlama({ special: CHATML_TOKENS, chatTemplate: CHATML_TEMPLATE, contextTokens: 512 });
    await writeFile(path, bytes);
    await addModel(path, { userFolder });
    const model = await resolveModel('my-model-q4', { kind: 'judge', folders });
    expect(model.card).toMatchObject({ engine: 'node-llama-cpp', template: 'chat', contextTokens: 512 });
    expect(await digestOf(soleFile(model, '.gguf'))).toBe(sha256(bytes));
    await verifyModel(model, { stamps: new VerifiedStamps() });
  });

  test("the project's own judge is told by its tokens", async () => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'own.gguf');
    await writeFile(path, tinyLlama());
    expect((await addModel(path, { userFolder, name: 'own' })).card.template).toBe('compact');
  });

  test('a base model is refused, because nobody taught it to answer', async () => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'base.gguf');
    await writeFile(path, tinyLlama({ special: [] }));
    const error = await failure(addModel(path, { userFolder }));
    expect(error.code).toBe('CW_MODEL_UNUSABLE');
    expect(error.message).toContain('chat template');
  });

  test('an encoder is refused by its architecture', async () => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'bert.gguf');
    await writeFile(path, tinyEncoder());
    const error = await failure(addModel(path, { userFolder }));
    expect(error.code).toBe('CW_MODEL_UNUSABLE');
    expect(error.message).toContain('bert');
  });

  test.each([
    ['cut in its head', tinyLlama().subarray(0, 300)],
    ['cut in its tensors', tinyLlama().subarray(0, tinyLlama().length >> 1)],
    ['only a magic number', Buffer.from('GGUF')],
    ['without any metadata', encodeGguf({}, [])],
  ])('a GGUF that is %s is refused', async (_, bytes) => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'half.gguf');
    await writeFile(path, bytes);
    expect((await failure(addModel(path, { userFolder }))).code).toBe('CW_MODEL_CORRUPT');
  });
});

describe('adding an ear', () => {
  test.each([
    [51_864, 'en'],
    [51_865, 'any'],
  ])('a ggml file with a vocabulary of %i hears "%s"', async (vocabulary, language) => {
    const { carried, userFolder, folders } = await setUp();
    const path = join(carried, 'ggml-tiny.en.bin');
    await writeFile(path, ggml(vocabulary));
    await addModel(path, { userFolder });
    const model = await resolveModel('ggml-tiny.en', { kind: 'ear', folders });
    expect(model.card).toMatchObject({ engine: 'whisper-node', container: 'ggml', language });
    expect(earFiles(model)).toEqual({ container: 'ggml', model: model.file('ggml-tiny.en.bin') });
  });

  test("the project's own ggml ear is recognised without its card", async () => {
    const { carried, userFolder } = await setUp();
    const shipped = await shippedModel('ear-en-ggml');
    const [file] = shipped.card.files;
    const path = join(carried, 'copy.bin');
    await cp(shipped.file(file?.path ?? ''), path);
    expect((await addModel(path, { userFolder })).card).toMatchObject({ container: 'ggml', language: 'en' });
  });

  test('a ggml file of something else is refused', async () => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'other.bin');
    await writeFile(path, ggml(51_864, 3));
    expect((await failure(addModel(path, { userFolder }))).message).toContain('not of a Whisper model');
  });

  test('a folder of ONNX files is a Moonshine or a Whisper export by their names; int8 goes first', async () => {
    const { carried, userFolder } = await setUp();
    for (const name of ['base.en-encoder.onnx', 'base.en-encoder.int8.onnx', 'base.en-decoder.int8.onnx']) {
      await writeFile(join(carried, name), onnx(2000));
    }
    await writeFile(join(carried, 'base.en-tokens.txt'), 'eA== 0\n');
    await writeFile(join(carried, 'README.md'), 'not a part of it');
    const model = await addModel(carried, { userFolder, name: 'a-whisper' });
    expect(model.card).toMatchObject({ container: 'whisper', language: 'en', licence: 'unknown' });
    expect(earFiles(model)).toEqual({
      container: 'whisper',
      encoder: model.file('base.en-encoder.int8.onnx'),
      decoder: model.file('base.en-decoder.int8.onnx'),
      tokens: model.file('base.en-tokens.txt'),
    });
    expect(model.card.files).toHaveLength(3);
  });

  test('the shipped ear, carried without its card, is recognised as Moonshine', async () => {
    const { carried, userFolder } = await setUp();
    const shipped = await shippedModel('ear-en');
    for (const { path } of shipped.card.files) await cp(shipped.file(path), join(carried, path));
    const model = await addModel(carried, { userFolder, name: 'copy' });
    expect(earFiles(model).container).toBe('moonshine');
    expect(model.card.files.map(({ sha256: digest }) => digest).sort()).toEqual(
      shipped.card.files.map(({ sha256: digest }) => digest).sort(),
    );
  });

  test('an ONNX file that was cut short is found before it ends a process', async () => {
    const { carried, userFolder } = await setUp();
    const shipped = await shippedModel('ear-en');
    for (const { path } of shipped.card.files) await cp(shipped.file(path), join(carried, path));
    await truncate(join(carried, 'encode.int8.onnx'), 4_000_000);
    const error = await failure(addModel(carried, { userFolder }));
    expect(error.code).toBe('CW_MODEL_CORRUPT');
    expect(error.message).toContain('encode.int8.onnx is cut off');
  });

  test('a folder that comes with its card is checked against it', async () => {
    const { carried, userFolder } = await setUp();
    await writeModel(carried, { name: 'an-ear', maxChunkMs: 5000 }, { 'a.onnx': onnx(100) });
    const model = await addModel(join(carried, 'an-ear'), { userFolder });
    expect(model.card).toMatchObject({ name: 'an-ear', maxChunkMs: 5000, licence: 'Apache-2.0' });
    await writeFile(join(carried, 'an-ear', 'a.onnx'), onnx(101));
    const error = await failure(addModel(join(carried, 'an-ear'), { userFolder, replace: true }));
    expect(error.code).toBe('CW_MODEL_CORRUPT');
    // What was there before still is.
    await verifyModel(model, { stamps: new VerifiedStamps() });
  });
});

describe('checkOnnx', () => {
  test('accepts the shipped ones, and lengths beyond one digit', async () => {
    const vad = await shippedModel('silero-vad');
    await checkOnnx(soleFile(vad, '.onnx'));
    const path = join(await scratch(), 'x.onnx');
    for (const length of [0, 1, 127, 128, 20_000, 3_000_000]) {
      await writeFile(path, onnx(length));
      await checkOnnx(path);
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'is empty'],
    ['a web page', Buffer.from('<!DOCTYPE html><html>'), 'is not an ONNX file'],
    ['one byte less', onnx(500).subarray(0, -1), '1 bytes are missing'],
    ['something behind it', Buffer.concat([onnx(500), Buffer.from([0xff, 0xff])]), 'is not an ONNX file'],
  ])('refuses %s', async (_, bytes, words) => {
    const path = join(await scratch(), 'x.onnx');
    await writeFile(path, bytes);
    expect((await failure(checkOnnx(path))).message).toContain(words);
  });
});

describe('what cannot be added', () => {
  test.each([
    ['nothing there', undefined, 'CW_FILE_MISSING'],
    ['an empty file', Buffer.alloc(0), 'CW_MODEL_UNUSABLE'],
    ['a web page', Buffer.from('<html>'), 'CW_MODEL_UNUSABLE'],
    ['three bytes', Buffer.from('GGU'), 'CW_MODEL_UNUSABLE'],
  ])('%s', async (_, bytes, code) => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'file');
    if (bytes) await writeFile(path, bytes);
    expect((await failure(addModel(path, { userFolder }))).code).toBe(code);
  });

  test('a single ONNX file, an empty folder: the message says what is wanted', async () => {
    const { carried, userFolder } = await setUp();
    expect((await failure(addModel(carried, { userFolder }))).message).toContain('Moonshine');
    await writeFile(join(carried, 'model.onnx'), onnx(10));
    const error = await failure(addModel(join(carried, 'model.onnx'), { userFolder }));
    expect(error.message).toContain('name its folder instead');
  });

  test('a name that is taken, unless it may be replaced', async () => {
    const { carried, userFolder } = await setUp();
    const path = join(carried, 'ggml-x.bin');
    await writeFile(path, ggml(51_864));
    await addModel(path, { userFolder });
    expect((await failure(addModel(path, { userFolder }))).code).toBe('CW_MODEL_EXISTS');
    await writeFile(path, ggml(51_865));
    expect((await addModel(path, { userFolder, replace: true })).card.language).toBe('any');
  });

  test('a name that is a path', async () => {
    const { carried, userFolder } = await setUp();
    await writeFile(join(carried, 'x.bin'), ggml(51_864));
    const error = await failure(addModel(join(carried, 'x.bin'), { userFolder, name: '../x' }));
    expect(error.code).toBe('CW_USAGE');
  });

  test('nothing half is left when the copy fails', async () => {
    const { carried, userFolder, folders } = await setUp();
    const path = join(carried, 'ggml-x.bin');
    await writeFile(path, ggml(51_864));
    const error = await failure(addModel(path, { userFolder, signal: AbortSignal.abort() }));
    expect(error.code).toBe('CW_ABORTED');
    expect((await failure(resolveModel('ggml-x', { folders }))).code).toBe('CW_MODEL_MISSING');
    expect(await readFile(path)).toHaveLength(5048);
  });
});
