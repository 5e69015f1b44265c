/** Who speaks: the other side, the protected person, or both where a source cannot tell them apart. */
export type Party = 'remote' | 'local' | 'mixed';

export const PARTIES: readonly Party[] = ['remote', 'local', 'mixed'];

export function isParty(value: unknown): value is Party {
  return value === 'remote' || value === 'local' || value === 'mixed';
}
