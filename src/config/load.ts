import { readFile } from 'node:fs/promises';
import Value from 'typebox/value';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { CallwardenError } from '../errors.js';
import { mistakenAddress } from './addresses.js';
import { firstMistake } from './mistake.js';
import { mistakenName } from './names.js';
import { Config } from './schema.js';

/** The configuration that an empty file gives. */
export function defaultConfig(): Config {
  return validate({}, () => undefined, 'the defaults');
}

/**
 * Reads a YAML (or JSON) configuration file.
 * @throws CallwardenError CW_CONFIG_INVALID naming the key, the line and what is allowed.
 */
export async function loadConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_CONFIG_INVALID', `The configuration ${file} cannot be read: ${reason}.`, {
      cause,
    });
  }
  return parseConfig(text, file);
}

/** @param name shown in messages, normally the file's name */
export function parseConfig(text: string, name: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw new CallwardenError('CW_CONFIG_INVALID', `${name}, line ${line}: not YAML (${broken.code}).`);
  }
  // To YAML a number such as *49 is an alias, and one that leads nowhere is no error before it is followed.
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document)) return;
      const line = lines.linePos(alias.range?.[0] ?? 0).line;
      const what = `\`*${alias.source}\` stands for nothing: put text that begins with \`*\` in quotes`;
      throw new CallwardenError('CW_CONFIG_INVALID', `${name}, line ${line}: ${what}.`);
    },
  });
  const lineOf = (path: readonly string[]) => {
    const at = offsetOf(document, path);
    return at === undefined ? undefined : lines.linePos(at).line;
  };
  return validate(document.toJS() ?? {}, lineOf, name);
}

/** Where the key or list entry of a path begins, or the nearest around it that is there. */
function offsetOf(document: Document, path: readonly string[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    // The key itself may be what is wrong, and its value may stand on other lines.
    const pair = isMap(node)
      ? node.items.find((one) => isScalar(one.key) && String(one.key) === key)
      : undefined;
    const entry = isSeq(node) ? node.items[Number(key)] : pair?.key;
    if (!isNode(entry)) break;
    offset = entry.range?.[0];
    node = pair ? pair.value : entry;
  }
  return offset;
}

function validate(
  raw: unknown,
  lineOf: (path: readonly string[]) => number | undefined,
  name: string,
): Config {
  const filled = Value.Default(Config, raw);
  const valid = Value.Check(Config, filled);
  const mistake = valid ? (mistakenName(filled) ?? mistakenAddress(filled)) : firstMistake(Config, filled);
  if (valid && !mistake) return filled;
  const { path, what } = mistake ?? { path: [], what: 'is not valid' };
  const line = lineOf(path);
  const where = `${name}${line === undefined ? '' : `, line ${line}`}: ${path.join('.') || 'the file'}`;
  throw new CallwardenError('CW_CONFIG_INVALID', `${where} ${what}.`);
}
