import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../config/data-folder.js';

/** Where models are looked for: the user's folder first, then what is shipped with the package. */
export interface ModelFolders {
  /** Pulled and added models, the lock file and the stamps of verified files. May not exist yet. */
  readonly user: string;
  /** `models/` next to package.json: read only. */
  readonly shipped: string;
}

/** The same two steps up lead to the package from src/models/ and from dist/models/. */
const SHIPPED = fileURLToPath(new URL('../../models', import.meta.url));

/** The model folders of this machine: `override` (the configuration's), else CALLWARDEN_MODELS where it is not empty, else `models` in the data folder. */
export function modelFolders(override?: string, env: NodeJS.ProcessEnv = process.env): ModelFolders {
  const user = override ?? (env['CALLWARDEN_MODELS'] || join(dataFolder(env), 'models'));
  return { user, shipped: SHIPPED };
}
