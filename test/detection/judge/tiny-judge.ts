import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineJudge, type JudgeOptions, loadJudge } from '../../../src/detection/judge/engine-judge.js';
import type { JudgedTurn } from '../../../src/detection/judge/judge.js';
import { CHATML_TEMPLATE, CHATML_TOKENS, tinyLlama } from '../../helpers/tiny-gguf.js';

export interface TinyJudgeOptions extends Partial<Omit<JudgeOptions, 'model'>> {
  readonly template?: 'compact' | 'chat';
  readonly contextTokens?: number;
  /** The file's bytes; a random model that fits the template by default. */
  readonly gguf?: Buffer;
}

/** The real engine with a model of random weights: its opinion means nothing, everything else is as in service. */
export async function tinyJudge(folder: string, options: TinyJudgeOptions = {}): Promise<EngineJudge> {
  const { template = 'compact', contextTokens = 1024, gguf = tinyModel(template), ...rest } = options;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tiny.gguf'), gguf);
  const card = { name: 'tiny', version: '0', template, contextTokens, files: [{ path: 'tiny.gguf' }] };
  return loadJudge({ model: { card, dir: folder }, ...rest });
}

export function tinyModel(template: 'compact' | 'chat'): Buffer {
  if (template === 'compact') return tinyLlama();
  const words = [' scam', ' uncertain', ' legitimate'];
  return tinyLlama({ special: CHATML_TOKENS, words, chatTemplate: CHATML_TEMPLATE, contextTokens: 16_384 });
}

/** A conversation, remote party first, a turn every 4 s. */
export function turnsOf(...texts: readonly string[]): JudgedTurn[] {
  return texts.map((text, n) => ({ party: n % 2 === 0 ? 'remote' : 'local', text, endMs: (n + 1) * 4000 }));
}
