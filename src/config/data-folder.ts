import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where Callwarden keeps what it gets and remembers: CALLWARDEN_DATA, else `callwarden` in the XDG data folder. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['CALLWARDEN_DATA'];
  if (own !== undefined && own !== '') return own;
  const xdg = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a relative path is invalid and has to be ignored.
  const data = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'share');
  return join(data, 'callwarden');
}
