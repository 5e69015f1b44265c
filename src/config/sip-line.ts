import Type, { type Static } from 'typebox';

const OptionalText = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], { default: null, description });

/** An account at a SIP server, reached over WebSocket; its calls are answered and heard. */
export const SipLine = Type.Object(
  {
    kind: Type.Literal('sip'),
    name: Type.String({
      default: 'sip',
      minLength: 1,
      description: 'How events call this line; no two alike.',
    }),
    server: Type.String({
      default: 'ws://127.0.0.1:8088/ws',
      pattern: '^wss?://[^/?#@]+(/[^?#]*)?$',
      description: 'Address of the SIP server (SIP over WebSocket, RFC 7118), `ws:` or `wss:`.',
    }),
    caFile: OptionalText('Certificate authority of a `wss:` server whose certificate is its own, PEM.'),
    user: Type.String({
      default: 'callwarden',
      pattern: '^[A-Za-z0-9_.!~*+-]+$',
      description: 'User part of the account: letters, digits and `_.!~*+-`.',
    }),
    domain: OptionalText('Domain of the account; null takes the host of `server`.'),
    authorizationUser: OptionalText('User name for the login where it differs from `user`.'),
    password: Type.String({ default: '', description: 'Password of the account. Never printed.' }),
    expiresSeconds: Type.Integer({
      default: 120,
      minimum: 60,
      maximum: 86_400,
      description: 'How long a registration holds, s; it is renewed in time.',
    }),
    timeoutMs: Type.Integer({
      default: 5000,
      minimum: 200,
      maximum: 60_000,
      description: 'A connection or registration that takes longer has failed, ms.',
    }),
    mediaHost: OptionalText('Our address as the server reaches it; null takes the one it is reached from.'),
    mediaPorts: Type.String({
      default: '0',
      pattern: '^(0|[0-9]{1,5}-[0-9]{1,5})$',
      description: 'Ports for audio, e.g. `41000-41199` (every second is used); `0` takes any free one.',
    }),
    maxCalls: Type.Integer({
      default: 20,
      minimum: 1,
      maximum: 1000,
      description: 'Calls at a time; more are answered with 486.',
    }),
    silentSeconds: Type.Integer({
      default: 60,
      minimum: 2,
      maximum: 3600,
      description: 'A call that is not on hold and brings no audio for this long is ended, s.',
    }),
  },
  { additionalProperties: false, description: 'An account at a SIP server, see docs/sip.md.' },
);

export type SipLine = Static<typeof SipLine>;
