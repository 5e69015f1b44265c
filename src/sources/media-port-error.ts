import { CallwardenError } from '../errors.js';
import type { PortRange } from './media-ports.js';

/** What was wrong with the address or the ports that audio should come in at, in the words of the configuration. */
export function mediaPortError(cause: unknown, host: string, [low, high]: PortRange): CallwardenError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const what = `Audio cannot come in at ${host}: it is no address of this machine (\`mediaHost\`).`;
    return new CallwardenError('CW_LINE_MEDIA_PORT', what, { cause });
  }
  if (code === 'EADDRINUSE') {
    const what = `No port is free for audio: all of ${low} to ${high} (\`mediaPorts\`) are taken.`;
    return new CallwardenError('CW_LINE_MEDIA_PORT', what, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CallwardenError('CW_LINE_MEDIA_PORT', `No port for audio opens at ${host}: ${reason}.`, {
    cause,
  });
}
