import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ChatPrompt, CompactPrompt, Verdicts } from '../../engines/judge/protocol.js';
import { CallwardenError } from '../../errors.js';

/** prompts/ of the package, seen from src/detection/judge and from dist/detection/judge alike. */
const PROMPTS = new URL('../../../prompts/', import.meta.url);

export type JudgeTemplate = 'compact' | 'chat';

/** A prompt and the hash that names it in every assessment. */
export interface HashedPrompt {
  readonly prompt: CompactPrompt | ChatPrompt;
  /** First 12 hex digits of a SHA-256 over all of the prompt. */
  readonly hash: string;
}

/**
 * Reads the texts of a template from prompts/.
 * @throws CallwardenError CW_CONFIG_INVALID when a file is missing or not what it should be
 */
export async function loadPrompt(template: JudgeTemplate, folder: URL = PROMPTS): Promise<HashedPrompt> {
  const prompt = template === 'compact' ? await compactPrompt(folder) : await chatPrompt(folder);
  return { prompt, hash: createHash('sha256').update(JSON.stringify(prompt)).digest('hex').slice(0, 12) };
}

async function compactPrompt(folder: URL): Promise<CompactPrompt> {
  const read = new Fields('compact.json', await json(folder, 'compact.json'));
  return {
    kind: 'compact',
    start: read.text('start'),
    party: read.parties('party'),
    question: read.text('question'),
    verdicts: read.verdicts('verdicts'),
    uncertainAsScam: read.share('uncertainAsScam'),
  };
}

async function chatPrompt(folder: URL): Promise<ChatPrompt> {
  const read = new Fields('chat.json', await json(folder, 'chat.json'));
  return {
    kind: 'chat',
    rubric: await text(folder, 'rubric.md'),
    question: await text(folder, 'question.md'),
    explain: await text(folder, 'explain.md'),
    party: read.parties('party'),
    answerPrefix: read.text('answerPrefix'),
    verdictWords: read.list('verdictWords').map((set) => set.wordSet()),
    uncertainAsScam: read.share('uncertainAsScam'),
  };
}

/** Reads known fields of a JSON value, telling which file and field is wrong. */
class Fields {
  constructor(
    private readonly where: string,
    private readonly value: unknown,
  ) {}

  text(key: string): string {
    const found = this.get(key);
    if (typeof found === 'string' && found !== '') return found;
    throw this.wrong(key, 'a text');
  }

  share(key: string): number {
    const found = this.get(key);
    if (typeof found === 'number' && found >= 0 && found <= 1) return found;
    throw this.wrong(key, 'a number from 0 to 1');
  }

  list(key: string): Fields[] {
    const found = this.get(key);
    if (Array.isArray(found) && found.length > 0)
      return found.map((item, n) => new Fields(`${this.where} ${key}[${n}]`, item));
    throw this.wrong(key, 'a list');
  }

  parties(key: string): CompactPrompt['party'] {
    const inner = new Fields(`${this.where} ${key}`, this.get(key));
    return { remote: inner.text('remote'), local: inner.text('local'), mixed: inner.text('mixed') };
  }

  verdicts(key: string): Verdicts<string> {
    return new Fields(`${this.where} ${key}`, this.get(key)).wordSet();
  }

  wordSet(): Verdicts<string> {
    return {
      scam: this.text('scam'),
      uncertain: this.text('uncertain'),
      legitimate: this.text('legitimate'),
    };
  }

  private get(key: string): unknown {
    return typeof this.value === 'object' && this.value !== null ? Reflect.get(this.value, key) : undefined;
  }

  private wrong(key: string, what: string): CallwardenError {
    return new CallwardenError('CW_CONFIG_INVALID', `prompts/${this.where}: "${key}" has to be ${what}.`);
  }
}

async function json(folder: URL, name: string): Promise<unknown> {
  const content = await text(folder, name);
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new CallwardenError('CW_CONFIG_INVALID', `prompts/${name} is not JSON.`, { cause });
  }
}

async function text(folder: URL, name: string): Promise<string> {
  try {
    return (await readFile(new URL(name, folder), 'utf8')).trim();
  } catch (cause) {
    throw new CallwardenError('CW_CONFIG_INVALID', `prompts/${name} cannot be read.`, { cause });
  }
}
