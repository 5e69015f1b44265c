import type { TSchema } from 'typebox';
import Value from 'typebox/value';
import { allowed, isNode, type SchemaNode } from './allowed.js';

/** What is wrong at one place of a configuration. */
export interface Mistake {
  readonly path: readonly string[];
  /** Goes on after the key: `is not a known key (…)`. */
  readonly what: string;
}

/**
 * The first mistake of a value, undefined when there is none. Where one of several things may stand, the one that was
 * meant is looked at: the failures of all the others would only mislead.
 */
export function firstMistake(
  schema: TSchema,
  value: unknown,
  path: readonly string[] = [],
): Mistake | undefined {
  const filled = Value.Default(schema, value);
  const [failure] = Value.Errors(schema, filled);
  if (failure === undefined) return undefined;
  const node: SchemaNode = schema;
  if (node.anyOf) return mistakeAmong(node.anyOf.filter(isSchema), filled, path);
  if (node.properties && isRecord(filled)) return mistakeInside(node, node.properties, filled, path);
  if (isSchema(node.items) && Array.isArray(filled)) {
    // What a list is of is told of the list.
    const items = { description: node.description ?? '', ...node.items };
    for (const [index, item] of filled.entries()) {
      const mistake = firstMistake(items, item, [...path, String(index)]);
      if (mistake) return mistake;
    }
  }
  return { path, what: wrong(schema, filled) ?? failure.message };
}

/** What is wrong with a value that has no parts; undefined where the words of the library say it. */
function wrong(schema: TSchema, value: unknown): string | undefined {
  const node: SchemaNode = schema;
  if (node.type === 'integer') return `must be a whole number, ${allowed(node)}`;
  if (node.type === 'number') return `must be a number, ${allowed(node)}`;
  if (node.type === undefined) return undefined;
  if (!fits(node, value)) {
    // YAML takes 201 and true for something else than text.
    const quoted =
      (typeof value === 'number' || typeof value === 'boolean') && Value.Check(schema, `${value}`);
    return `must be ${allowed(node)}${quoted ? ': put it in quotes' : (meaning(node) ?? '')}`;
  }
  if (value === '' && node.minLength) return 'must not be empty';
  return meaning(node) && `does not fit${meaning(node)}`;
}

/** A pattern is not for reading: what stands there says it in words. */
function meaning({ pattern, description }: SchemaNode): string | undefined {
  return pattern && description && `: ${description.replace(/\.$/, '')}`;
}

function mistakeInside(
  node: SchemaNode,
  properties: Readonly<Record<string, unknown>>,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
): Mistake | undefined {
  const known = Object.keys(properties);
  // Before what is missing: a key that has to be given is often there, but misspelt.
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined && node.additionalProperties === false) {
    return { path: [...path, unknown], what: `is not a known key (allowed here: ${known.join(', ')})` };
  }
  for (const [key, child] of Object.entries(properties)) {
    if (!isSchema(child)) continue;
    const given = Object.hasOwn(value, key);
    if (!given && node.required?.includes(key)) return { path: [...path, key], what: 'has to be given' };
    const mistake = given ? firstMistake(child, value[key], [...path, key]) : undefined;
    if (mistake) return mistake;
  }
  return undefined;
}

function mistakeAmong(branches: readonly TSchema[], value: unknown, path: readonly string[]): Mistake {
  const kinds = branches.map(kindOf);
  if (kinds.every((kind) => kind !== undefined)) return mistakeOfKind(branches, kinds, value, path);
  // Of text or null, an empty text is a wrong text.
  const [meant, ...others] = branches.filter((branch) => fits(branch, value));
  const mistake = meant && others.length === 0 ? firstMistake(meant, value, path) : undefined;
  return mistake ?? { path, what: `must be ${allowed({ anyOf: branches })}` };
}

function mistakeOfKind(
  branches: readonly TSchema[],
  kinds: readonly unknown[],
  value: unknown,
  path: readonly string[],
): Mistake {
  const list = kinds.join(', ');
  if (!isRecord(value)) return { path, what: `must be an object with a \`kind\`, one of ${list}` };
  const at = [...path, 'kind'];
  if (!Object.hasOwn(value, 'kind')) return { path: at, what: `has to be given, one of ${list}` };
  const meant = branches[kinds.indexOf(value['kind'])];
  const mistake = meant ? firstMistake(meant, value, path) : undefined;
  return mistake ?? { path: at, what: `must be one of ${list}` };
}

/** The constant by which this branch of several is told. */
function kindOf(branch: SchemaNode): unknown {
  const kind = branch.properties?.['kind'];
  return isNode(kind) ? kind.const : undefined;
}

/** Is the value of the type at least, whatever its bounds? */
function fits(node: SchemaNode, value: unknown): boolean {
  // One of several words is told better as a list of all.
  if (node.const !== undefined) return node.const === value;
  switch (node.type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return typeof value === 'number';
    case undefined:
      return false;
    default:
      return typeof value === node.type;
  }
}

function isSchema(value: unknown): value is TSchema {
  return isNode(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
