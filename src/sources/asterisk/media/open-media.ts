import { CallwardenError } from '../../../errors.js';
import { type AriClient, isCallGone } from '../ari-client.js';
import { AriModule } from '../ari-types.js';
import { openAudioSocketMedia } from './audiosocket-media.js';
import type { MediaKind, MediaOptions, MediaPort } from './media-port.js';
import { openRtpMedia } from './rtp-media.js';
import { openWebSocketMedia } from './websocket-media.js';

/** The module behind each kind of media, in the order in which `auto` chooses. */
export const MEDIA_MODULES: Readonly<Record<MediaKind, string>> = {
  rtp: 'chan_rtp.so',
  websocket: 'chan_websocket.so',
  audiosocket: 'chan_audiosocket.so',
};

/** Opens our end of an external media channel. @throws CallwardenError CW_LINE_MEDIA_PORT */
export function openMedia(kind: MediaKind, options: MediaOptions): Promise<MediaPort> {
  switch (kind) {
    case 'rtp':
      return openRtpMedia(options);
    case 'websocket':
      return openWebSocketMedia(options);
    case 'audiosocket':
      return openAudioSocketMedia(options);
  }
}

/**
 * The kind of media to use: the one that is configured, or the first that the PBX has.
 * @throws CallwardenError CW_PBX_INCAPABLE when it has none, and as `AriClient.get`
 */
export async function chooseMedia(
  ari: AriClient,
  wanted: MediaKind | 'auto',
  signal: AbortSignal,
): Promise<MediaKind> {
  const kinds: readonly MediaKind[] = wanted === 'auto' ? ['rtp', 'websocket', 'audiosocket'] : [wanted];
  for (const kind of kinds) {
    if (await isRunning(ari, MEDIA_MODULES[kind], signal)) return kind;
  }
  const modules = kinds.map((kind) => MEDIA_MODULES[kind]).join(', ');
  throw new CallwardenError('CW_PBX_INCAPABLE', `The PBX has not loaded ${modules}.`);
}

/** Whether a module of Asterisk is loaded and running. @throws CallwardenError as `AriClient.get` but for "no such module" */
export async function isRunning(ari: AriClient, module: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { status } = await ari.get(AriModule, `/asterisk/modules/${module}`, { signal });
    return status === 'Running';
  } catch (thrown) {
    if (isCallGone(thrown)) return false;
    throw thrown;
  }
}
