import Type, { type Static } from 'typebox';

/** What may be connected to beside what the lines and the sinks name. */
export const NetworkConfig = Type.Object(
  {
    allow: Type.Array(Type.String({ pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):[0-9]{1,5}$' }), {
      default: [],
      description:
        'Addresses beyond this machine and private networks that a sink may connect to, written out as `host:port`.',
    }),
  },
  { additionalProperties: false, default: {} },
);

export type NetworkConfig = Static<typeof NetworkConfig>;
