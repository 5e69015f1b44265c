import type { MediaOptions } from '../../../src/sources/asterisk/media/media-port.js';

/** The remote party of a call, on any free port of this machine. */
export const mediaOptions = (onFrames: MediaOptions['onFrames'] = () => {}): MediaOptions => ({
  party: 'remote',
  format: 'ulaw',
  host: '127.0.0.1',
  ports: [0, 0],
  url: '',
  timeoutMs: 1000,
  now: () => performance.now(),
  onFrames,
});
