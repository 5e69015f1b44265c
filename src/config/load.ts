import { readFile } from 'node:fs/promises';
import Value from 'typebox/value';
import { LineCounter, parseDocument } from 'yaml';
import { CallwardenError } from '../errors.js';
import { firstMistake } from './mistake.js';
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
  const lineOf = (path: readonly string[]) => {
    // The key itself may be what is wrong, so look for the pair, not for the value.
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (node && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) {
        return lines.linePos(Number(node.range[0])).line;
      }
    }
    return undefined;
  };
  return validate(document.toJS() ?? {}, lineOf, name);
}

function validate(
  raw: unknown,
  lineOf: (path: readonly string[]) => number | undefined,
  name: string,
): Config {
  const filled = Value.Default(Config, raw);
  if (Value.Check(Config, filled)) return filled;
  const { path, what } = firstMistake(Config, filled) ?? { path: [], what: 'is not valid' };
  const line = lineOf(path);
  const where = `${name}${line === undefined ? '' : `, line ${line}`}: ${path.join('.') || 'the file'}`;
  throw new CallwardenError('CW_CONFIG_INVALID', `${where} ${what}.`);
}
