import Type, { type Static } from 'typebox';

const Port = (description: string, port: number | null) =>
  Type.Union([Type.Integer({ minimum: 0, maximum: 65_535 }), Type.Null()], { default: port, description });

/** A server that PBXes and carriers send copies of their calls to. docs/streams.md says what to set there. */
export const StreamsLine = Type.Object(
  {
    kind: Type.Literal('streams'),
    name: Type.String({
      default: 'streams',
      minLength: 1,
      description: 'How events call this line; no two alike.',
    }),
    host: Type.String({
      default: '127.0.0.1',
      minLength: 1,
      description: 'Address to listen on; one that others can reach needs a `token` and an `allow` list.',
    }),
    port: Port('Port of the WebSocket server, 0 for any free one, null for none.', 8090),
    audioSocketPort: Port('TCP port for AudioSocket, 0 for any free one, null for none.', null),
    token: Type.String({
      default: '',
      pattern: '^([A-Za-z0-9._~-]{16,})?$',
      description:
        'Secret that WebSocket peers give, 16 letters, digits and `._~-` or more; empty for none. Never printed.',
    }),
    allow: Type.Array(Type.String({ minLength: 1 }), {
      default: ['127.0.0.0/8', '::1'],
      description: 'Addresses or networks (`10.0.0.0/24`) that may connect; the others are cut off unheard.',
    }),
    inbound: Type.Union([Type.Literal('remote'), Type.Literal('local')], {
      default: 'remote',
      description:
        'Whose voice comes in on the streamed leg, when the stream does not say: `remote` where the leg is the other side of the call, `local` where it is the protected phone.',
    }),
    maxCalls: Type.Integer({ default: 20, minimum: 1, maximum: 1000, description: 'Calls at a time.' }),
    maxHalfOpen: Type.Integer({
      default: 256,
      minimum: 1,
      maximum: 10_000,
      description: 'Connections that have not begun a call; beyond it the oldest is cut off.',
    }),
    helloMs: Type.Integer({
      default: 5000,
      minimum: 100,
      maximum: 60_000,
      description: 'A connection that has not begun a call by then is cut off, ms.',
    }),
    silentSeconds: Type.Integer({
      default: 3600,
      minimum: 1,
      maximum: 86_400,
      description: 'A call of which no audio comes for this long is taken for dead and cut off, s.',
    }),
    maxMessageBytes: Type.Integer({
      default: 65_536,
      minimum: 1024,
      maximum: 1_048_576,
      description: 'Largest message taken, bytes.',
    }),
    maxMessagesPerSecond: Type.Integer({
      default: 400,
      minimum: 60,
      maximum: 10_000,
      description: 'Messages of one connection; five seconds of them may come at once.',
    }),
    maxAheadMs: Type.Integer({
      default: 5000,
      minimum: 500,
      maximum: 3_600_000,
      description: 'Audio of a call may come this much faster than it was spoken, ms.',
    }),
  },
  { additionalProperties: false, description: 'A server for media streams, see docs/streams.md.' },
);

export type StreamsLine = Static<typeof StreamsLine>;
