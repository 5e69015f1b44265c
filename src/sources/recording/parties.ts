import type { Party } from '../../audio/party.js';
import { CallwardenError } from '../../errors.js';
import type { SoundInfo } from './sound.js';

/** Which party is on which channel, from left to right; `mixed` on two channels adds them together. */
export const PARTY_MAPS = ['remote,local', 'local,remote', 'mixed', 'remote', 'local'] as const;
export type PartyMap = (typeof PARTY_MAPS)[number];

const LISTED: Readonly<Record<PartyMap, readonly Party[]>> = {
  'remote,local': ['remote', 'local'],
  'local,remote': ['local', 'remote'],
  mixed: ['mixed'],
  remote: ['remote'],
  local: ['local'],
};

export function isPartyMap(value: string): value is PartyMap {
  return Object.hasOwn(LISTED, value);
}

/**
 * The parties of a file's channels: by default the remote party left and the local one right, or `mixed` in mono.
 *
 * @throws CallwardenError CW_AUDIO_PARTIES when the map does not fit the channels
 */
export function partiesOf(
  { file, channels }: Pick<SoundInfo, 'file' | 'channels'>,
  map?: PartyMap,
): readonly Party[] {
  const parties = LISTED[map ?? (channels === 2 ? 'remote,local' : 'mixed')];
  if (parties.length === channels || parties[0] === 'mixed') return parties;
  const has = channels === 1 ? 'one channel' : 'two channels';
  throw new CallwardenError('CW_AUDIO_PARTIES', `${file} has ${has}, so its parties cannot be "${map}"`);
}
