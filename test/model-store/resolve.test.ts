import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCard } from '../../src/models/card.js';
import { modelFolders } from '../../src/models/folders.js';
import { mirror } from '../../src/models/hub.js';
import { resolveModel } from '../../src/models/resolve.js';
import { verifyModel } from '../../src/models/verify.js';
import { failure, noise, scratch, scratchFolders, writeModel } from './helpers.js';

describe('the shipped models', () => {
  test('each has a card that holds, and files that match it', async () => {
    const folders = { ...modelFolders(), user: await scratch() };
    const files = await readdir(folders.shipped, { recursive: true });
    const names = new Set(files.flatMap((file) => (file.includes('/') ? [file.split('/')[0] ?? ''] : [])));
    expect([...names]).toContain('silero-vad');
    for (const name of names) {
      const model = await resolveModel(name, { folders });
      expect(model.card.name).toBe(name);
      expect(model.origin).toBe('shipped');
      await verifyModel(model);
    }
  });
});

describe('folders', () => {
  test('the configuration goes before CALLWARDEN_MODELS, that before XDG_DATA_HOME', () => {
    const env = { CALLWARDEN_MODELS: '/from/env', XDG_DATA_HOME: '/xdg' };
    expect(modelFolders('/from/config', env).user).toBe('/from/config');
    expect(modelFolders(undefined, env).user).toBe('/from/env');
    expect(modelFolders(undefined, { XDG_DATA_HOME: '/xdg' }).user).toBe('/xdg/callwarden/models');
  });

  test('a variable that is empty is one that is not set', () => {
    const env = { CALLWARDEN_MODELS: '', XDG_DATA_HOME: '/xdg', CALLWARDEN_MODEL_HUB: '' };
    expect(modelFolders(undefined, env).user).toBe('/xdg/callwarden/models');
    expect(mirror(env)).toBeUndefined();
    expect(mirror({ CALLWARDEN_MODEL_HUB: 'https://mirror.example' })).toBe('https://mirror.example');
  });

  test('a relative XDG_DATA_HOME is ignored, as its specification demands', () => {
    expect(modelFolders(undefined, { XDG_DATA_HOME: 'here' }).user).toMatch(
      /\.local\/share\/callwarden\/models$/,
    );
  });
});

describe('resolveModel', () => {
  test("the user's model goes before the shipped one of the same name", async () => {
    const folders = await scratchFolders();
    await writeModel(folders.shipped, { name: 'an-ear', version: 'old' }, { 'a.onnx': noise(10) });
    expect((await resolveModel('an-ear', { folders })).origin).toBe('shipped');
    await writeModel(folders.user, { name: 'an-ear', version: 'new' }, { 'a.onnx': noise(10) });
    const found = await resolveModel('an-ear', { kind: 'ear', folders });
    expect(found.card.version).toBe('new');
    expect(found.file('a.onnx')).toBe(join(folders.user, 'an-ear', 'a.onnx'));
    expect(() => found.file('b.onnx')).toThrow(/lists no file/);
  });

  test('a path leads to a folder or to its card', async () => {
    const folders = await scratchFolders();
    await writeModel(folders.user, { name: 'an-ear' }, { 'a.onnx': noise(10) });
    const dir = join(folders.user, 'an-ear');
    expect((await resolveModel(dir)).origin).toBe('path');
    expect((await resolveModel(join(dir, 'card.json'))).dir).toBe(dir);
  });

  test.each([
    ['whisper-tiny.en', 'ear', 'callwarden models pull whisper-tiny.en'],
    ['no-such-ear', 'ear', 'callwarden models pull whisper-tiny.en'],
    ['no-such-judge', 'judge', 'callwarden models pull qwen2.5-1.5b-instruct'],
    ['no-such-gate', 'gate', 'git checkout -- models'],
    ['no-such-thing', undefined, 'callwarden models list'],
    ['../escape', undefined, 'callwarden models add'],
    ['..', undefined, 'callwarden models list'],
  ] as const)('a missing model %s (%s) names one command: %s', async (name, kind, command) => {
    const error = await failure(resolveModel(name, { kind, folders: await scratchFolders() }));
    expect(error.code).toBe('CW_MODEL_MISSING');
    expect(error.message.match(/`[^`]+`/g)).toEqual([`\`${command}\``]);
  });

  test('a model of another kind is refused', async () => {
    const folders = await scratchFolders();
    await writeModel(folders.user, { name: 'an-ear' }, { 'a.onnx': noise(10) });
    const error = await failure(resolveModel('an-ear', { kind: 'judge', folders }));
    expect(error.code).toBe('CW_MODEL_WRONG_KIND');
    expect(error.message).toContain('is an ear, not a judge');
  });

  test('a card that is not JSON, or a card with an unknown key, names the file', async () => {
    const folders = await scratchFolders();
    await writeModel(folders.user, { name: 'an-ear' }, { 'a.onnx': noise(10) });
    const card = join(folders.user, 'an-ear', 'card.json');
    await writeFile(card, '{');
    const error = await failure(resolveModel('an-ear', { folders }));
    expect(error.code).toBe('CW_MODEL_CARD_INVALID');
    expect(error.message).toContain(card);
  });
});

describe('parseCard', () => {
  const card = {
    name: 'x',
    kind: 'ear',
    version: '1',
    engine: 'sherpa-onnx',
    language: 'en',
    licence: 'MIT',
    files: [{ path: 'a.onnx', bytes: 1, sha256: 'a'.repeat(64) }],
  };

  test('takes a card with the required keys only', () => {
    expect(parseCard(JSON.stringify(card), 'card.json')).toEqual(card);
  });

  test.each([
    ['an unknown key', { ...card, licens: 'MIT' }],
    ['an unknown kind', { ...card, kind: 'nose' }],
    ['no file', { ...card, files: [] }],
    ['a file outside the folder', { ...card, files: [{ ...card.files[0], path: '../a' }] }],
    ['a file in a hidden step out', { ...card, files: [{ ...card.files[0], path: 'a/../../b' }] }],
    ['an absolute file', { ...card, files: [{ ...card.files[0], path: '/etc/passwd' }] }],
    ['an upper-case digest', { ...card, files: [{ ...card.files[0], sha256: 'A'.repeat(64) }] }],
    ['a name that is a path', { ...card, name: '../x' }],
  ])('refuses %s', (_, value) => {
    expect(() => parseCard(JSON.stringify(value), 'somewhere/card.json')).toThrow(/^somewhere\/card\.json: /);
  });
});
