import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadJudge } from '../../../src/detection/judge/engine-judge.js';
import { tinyEncoder, tinyLlama } from '../../helpers/tiny-gguf.js';
import { tinyJudge, turnsOf } from './tiny-judge.js';

describe('a judge that cannot be loaded', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callwarden-judge-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const refusal = (code: string, sentence: string) => ({ code, message: expect.stringContaining(sentence) });

  it.each([
    ['garbage', Buffer.alloc(4096, 'not a model '), 'CW_MODEL_CORRUPT', 'tiny.gguf is not a GGUF file'],
    ['cut in its last tensor', tinyLlama().subarray(0, -100), 'CW_MODEL_CORRUPT', 'could not be loaded'],
    ['an encoder', tinyEncoder('bert'), 'CW_MODEL_UNUSABLE', '"bert"'],
    ['of an architecture nobody knows', tinyEncoder('abacus'), 'CW_MODEL_CORRUPT', 'could not be loaded'],
    [
      'without the verdict tokens',
      tinyLlama({ special: ['<|call|>', '<|remote|>', '<|local|>', '<|mixed|>', '<|judge|>'] }),
      'CW_MODEL_UNUSABLE',
      'no token <|scam|>',
    ],
  ])('is refused when it is %s', async (what, gguf, code, sentence) => {
    const loading = tinyJudge(join(folder, what.replaceAll(' ', '-')), { gguf });
    await expect(loading).rejects.toMatchObject(refusal(code, sentence));
  });

  it('is refused when its file is not there', async () => {
    const model = (path: string) => ({
      model: { card: { name: 'ghost', template: 'compact' as const, files: [{ path }] }, dir: folder },
    });
    await expect(loadJudge(model('ghost.gguf'))).rejects.toMatchObject(
      refusal('CW_MODEL_MISSING', 'ghost.gguf is not there'),
    );
    await expect(loadJudge(model('model.onnx'))).rejects.toMatchObject(
      refusal('CW_MODEL_UNUSABLE', 'ghost has no GGUF'),
    );
  });

  it('is refused when it would not fit the memory, before memory is asked for', async () => {
    const loading = tinyJudge(join(folder, 'big'), { contextTokens: 20_000_000, sequences: 64 });
    await expect(loading).rejects.toMatchObject(
      refusal('CW_MODEL_TOO_BIG', 'use a smaller model, or fewer calls'),
    );
  });

  it('is refused when its context is too small for the question', async () => {
    const loading = tinyJudge(join(folder, 'small'), { template: 'chat', contextTokens: 512 });
    await expect(loading).rejects.toMatchObject(refusal('CW_MODEL_UNUSABLE', 'contextTokens'));
  });

  it('is refused as a chat model when none of the verdict words is one token', async () => {
    const loading = tinyJudge(join(folder, 'words'), {
      template: 'chat',
      gguf: tinyLlama(),
      contextTokens: 16_384,
    });
    await expect(loading).rejects.toMatchObject(refusal('CW_MODEL_UNUSABLE', 'prompts/chat.json'));
  });

  it('leaves the service able to load a good one', async () => {
    await expect(tinyJudge(join(folder, 'bad'), { gguf: Buffer.alloc(100) })).rejects.toThrow();
    const judge = await tinyJudge(join(folder, 'good'));
    const assessment = await judge.open('call').assess(turnsOf('hello'));
    expect(assessment.scam).toBeGreaterThan(0);
    await judge.close();
  });
});
