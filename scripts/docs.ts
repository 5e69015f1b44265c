import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CallEvent } from '../src/calls/events.js';
import { Sink } from '../src/config/alerts.js';
import { allowed, isNode, type SchemaNode } from '../src/config/allowed.js';
import { Config, Line } from '../src/config/schema.js';
import { ERROR_CATALOGUE } from '../src/errors.js';
import { LabelledCall } from '../src/evaluation/manifest/labelled-call.js';

// `npm run docs` writes what is documented from the code itself; `npm run docs -- --check` fails when it is stale.

const pages: Record<string, () => string> = {
  'docs/errors.md': errorsPage,
  'docs/configuration.md': configurationPage,
  'docs/events.schema.json': () => `${JSON.stringify(CallEvent, null, 2)}\n`,
  'docs/manifest.schema.json': () => `${JSON.stringify(LabelledCall, null, 2)}\n`,
};

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
for (const [file, page] of Object.entries(pages)) {
  const text = page();
  if (!check) {
    writeFileSync(root + file, text);
  } else if (readFileSync(root + file, 'utf8') !== text) {
    process.stderr.write(`${file} is stale: run \`npm run docs\`.\n`);
    process.exitCode = 1;
  }
}

function errorsPage(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { exit, what }]) => `| \`${code}\` | ${exit} | ${what} |`,
  );
  return `# Errors

Every failure has a stable code. A command that fails prints one sentence with the code in brackets on stderr and
ends with the status below. \`callwarden analyze\` uses 0, 10 and 20 for its findings (nothing, suspicious, scam), so
errors begin at 64. Notices, which do not end a command, carry codes of the same table.

| code | exit status | what it means and what to do |
|---|---|---|
${rows.join('\n')}
`;
}

function configurationPage(): string {
  return `# Configuration

A YAML file (JSON is YAML too), given with \`--config FILE\`. Everything has a default, so an empty file is valid.
Unknown keys are refused with their line and what is allowed there. A relative path counts from the folder that
Callwarden is started in.

| key | default | allowed | what it does |
|---|---|---|---|
${settings(Config, '').join('\n')}

## Live lines

\`lines\` is a list; \`kind\` says what each of them is.
${Line.anyOf.map(kindPage).join('')}
## Alert sinks

\`alerts.sinks\` is a list; \`kind\` says what each of them is. See [alerts.md](alerts.md).
${Sink.anyOf.map(kindPage).join('')}`;
}

function kindPage(one: SchemaNode): string {
  const kind = one.properties?.['kind'];
  return `
### \`kind: ${isNode(kind) ? kind.const : ''}\`

${one.description ?? ''}

| key | default | allowed | what it does |
|---|---|---|---|
${settings(one, '')
  .filter((row) => !row.startsWith('| `kind`'))
  .join('\n')}
`;
}

function settings(node: SchemaNode, path: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (!isNode(child)) return [];
    const name = path === '' ? key : `${path}.${key}`;
    if (child.properties) return settings(child, name);
    return [
      `| \`${name}\` | ${child.default === undefined ? 'has to be given' : `\`${JSON.stringify(child.default)}\``} | ${allowed(child)} | ${child.description ?? ''} |`,
    ];
  });
}
