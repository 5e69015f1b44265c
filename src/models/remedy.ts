import { CallwardenError } from '../errors.js';
import type { ModelKind } from './card.js';
import { catalogueEntry, recommended } from './catalogue.js';
import type { ResolvedModel } from './resolve.js';

/** The one command that puts the model's files right. */
export function mendingCommand(model: Pick<ResolvedModel, 'card' | 'dir' | 'origin'>): string {
  const { name } = model.card;
  if (model.origin === 'shipped') return `git checkout -- models/${name}`;
  if (catalogueEntry(name) !== undefined && model.origin === 'user') return `callwarden models pull ${name}`;
  return `callwarden models add FILE --name ${name} --replace`;
}

/** The error for a model that is nowhere, with the command that gets it, or one that can stand in for it. */
export function missingModel(nameOrPath: string, kind?: ModelKind): CallwardenError {
  const what = kind === undefined ? 'model' : `${kind} model`;
  return new CallwardenError(
    'CW_MODEL_MISSING',
    `There is no ${what} "${nameOrPath}". ${advice(nameOrPath, kind)}`,
  );
}

function advice(nameOrPath: string, kind: ModelKind | undefined): string {
  if (nameOrPath.includes('/'))
    return 'A model is a folder with a card.json: make one with `callwarden models add`.';
  if (catalogueEntry(nameOrPath) !== undefined) return `Run \`callwarden models pull ${nameOrPath}\`.`;
  const other = kind === undefined ? undefined : recommended(kind);
  if (other !== undefined)
    return `Run \`callwarden models pull ${other.name}\` and name that one in the configuration.`;
  if (kind === undefined) return 'Run `callwarden models list`.';
  return `It is shipped with Callwarden: run \`git checkout -- models\`.`;
}
