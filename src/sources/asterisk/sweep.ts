import Type from 'typebox';
import { isCallGone } from './ari-client.js';
import { AriBridge, AriChannel } from './ari-types.js';
import type { Pbx } from './pbx.js';

export interface Snapshot {
  readonly channels: readonly AriChannel[];
  readonly bridges: readonly AriBridge[];
}

/** What is on the PBX now. @throws CallwardenError as `AriClient.get` */
export async function lookAround({ ari }: Pick<Pbx, 'ari'>, signal: AbortSignal): Promise<Snapshot> {
  const [channels, bridges] = await Promise.all([
    ari.get(Type.Array(AriChannel), '/channels', { signal }),
    ari.get(Type.Array(AriBridge), '/bridges', { signal }),
  ]);
  return { channels, bridges };
}

/**
 * Takes off the PBX what an earlier run of the same application left there: it was killed before it could.
 * @param keep ids that are in use
 * @returns how many channels and bridges were taken off
 */
export async function sweep(
  { ari, names }: Pick<Pbx, 'ari' | 'names'>,
  { channels, bridges }: Snapshot,
  keep: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number> {
  const left = ({ id }: { readonly id: string }) => names.owns(id) && !keep.has(id);
  const paths = [
    ...channels.filter(left).map(({ id }) => `/channels/${id}`),
    ...bridges.filter(left).map(({ id }) => `/bridges/${id}`),
  ];
  await Promise.all(
    paths.map((path) =>
      ari.send('DELETE', path, { signal }).catch((thrown: unknown) => {
        if (!isCallGone(thrown)) throw thrown;
      }),
    ),
  );
  return paths.length;
}
