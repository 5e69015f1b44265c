/** A part of the schema, as JSON Schema has it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly items?: unknown;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export function isNode(value: unknown): value is SchemaNode {
  return typeof value === 'object' && value !== null;
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false', array: 'a list' };

/** What may stand there, in words: `1 to 64`, `ulaw or slin16`, `text or null`, `a list of text`. */
export function allowed(node: SchemaNode): string {
  if (node.anyOf) return alternatives(node.anyOf.filter(isNode));
  if (node.const !== undefined) return String(node.const);
  if (node.minimum !== undefined && node.maximum !== undefined) return `${node.minimum} to ${node.maximum}`;
  if (node.type === 'array' && isNode(node.items) && !isObjectNode(node.items)) {
    return `a list of ${allowed(node.items)}`;
  }
  if (node.properties) return `an object (${Object.keys(node.properties).join(', ')})`;
  return WORDS[node.type ?? ''] ?? node.type ?? 'anything';
}

/** Is what stands there told by keys of its own, as the entries of `lines` are? */
function isObjectNode(node: SchemaNode): boolean {
  return (node.anyOf ?? [node]).some((one) => isNode(one) && one.properties !== undefined);
}

function alternatives(nodes: readonly SchemaNode[]): string {
  const words = nodes.map(allowed);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
