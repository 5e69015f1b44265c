import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where models are looked for: the user's folder first, then what is shipped with the package. */
export interface ModelFolders {
  /** Pulled and added models, the lock file and the stamps of verified files. May not exist yet. */
  readonly user: string;
  /** `models/` next to package.json: read only. */
  readonly shipped: string;
}

/** The same two steps up lead to the package from src/models/ and from dist/models/. */
const SHIPPED = fileURLToPath(new URL('../../models', import.meta.url));

/**
 * The model folders of this machine: `override` (the configuration's), else CALLWARDEN_MODELS, else
 * `callwarden/models` in the XDG data folder (default ~/.local/share).
 */
export function modelFolders(override?: string, env: NodeJS.ProcessEnv = process.env): ModelFolders {
  return { user: override ?? env['CALLWARDEN_MODELS'] ?? defaultUserFolder(env), shipped: SHIPPED };
}

function defaultUserFolder(env: NodeJS.ProcessEnv): string {
  const xdg = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a relative path is invalid and has to be ignored.
  const data = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'share');
  return join(data, 'callwarden', 'models');
}
