import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPrompt } from '../../../src/detection/judge/prompts.js';

describe('loadPrompt', () => {
  let folder: string;
  let url: URL;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callwarden-prompts-'));
    await cp(new URL('../../../prompts/', import.meta.url), folder, { recursive: true });
    url = pathToFileURL(`${folder}/`);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(['compact', 'chat'] as const)(
    'reads the %s template and names it by 12 hex digits',
    async (template) => {
      const { prompt, hash } = await loadPrompt(template);
      expect(prompt.kind).toBe(template);
      expect(hash).toMatch(/^[0-9a-f]{12}$/);
      expect(await loadPrompt(template, url)).toEqual({ prompt, hash });
    },
  );

  it('changes the hash with a single word of the rubric', async () => {
    const before = await loadPrompt('chat', url);
    await writeFile(join(folder, 'rubric.md'), 'Everything is fine.');
    const after = await loadPrompt('chat', url);
    expect(after.hash).not.toBe(before.hash);
  });

  it('asks a chat model with places for its own verdict words, and lists for the explanation', async () => {
    const { prompt } = await loadPrompt('chat');
    if (prompt.kind !== 'chat') throw new Error('not the chat prompt');
    for (const word of ['{{scam}}', '{{uncertain}}', '{{legitimate}}'])
      expect(prompt.question).toContain(word);
    for (const list of ['{{categories}}', '{{signals}}']) expect(prompt.explain).toContain(list);
  });

  it.each([
    ['is missing', async () => rm(join(folder, 'chat.json')), 'prompts/chat.json cannot be read'],
    ['is not JSON', async () => writeFile(join(folder, 'chat.json'), '{'), 'prompts/chat.json is not JSON'],
    [
      'lacks a field',
      async () => writeFile(join(folder, 'chat.json'), '{"party":{"remote":"A"}}'),
      '"local"',
    ],
  ])('says which file %s', async (_what, spoil, sentence) => {
    await spoil();
    await expect(loadPrompt('chat', url)).rejects.toMatchObject({
      code: 'CW_CONFIG_INVALID',
      message: expect.stringContaining(sentence),
    });
  });
});
