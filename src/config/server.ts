import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false, default: {} } as const;

const OptionalText = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], { default: null, description });

/** Who may use the service from elsewhere. The token itself, or where it lies: one of the three. */
export const AccessToken = Type.Object(
  {
    name: Type.String({
      default: 'token',
      minLength: 1,
      maxLength: 60,
      description: 'Whose it is; the audit log and the log of the service call it so.',
    }),
    role: Type.Union([Type.Literal('viewer'), Type.Literal('operator')], {
      default: 'viewer',
      description: '`viewer` sees calls; `operator` may also end calls, give feedback, delete and export.',
    }),
    tokenFile: OptionalText('File that holds the token, and nothing else.'),
    tokenEnv: OptionalText('Environment variable that holds the token.'),
    token: OptionalText('The token itself, at least 16 characters. Never printed.'),
  },
  { additionalProperties: false, description: 'A token for the web page and the API, see docs/serve.md.' },
);

const LimitsConfig = Type.Object(
  {
    requestsPerMinute: Type.Integer({
      default: 1200,
      minimum: 10,
      maximum: 1_000_000,
      description: 'Requests of one address a minute; more are refused.',
    }),
    signInsPerMinute: Type.Integer({
      default: 6,
      minimum: 1,
      maximum: 1000,
      description: 'Attempts to sign in of one address a minute.',
    }),
    streams: Type.Integer({
      default: 200,
      minimum: 1,
      maximum: 5000,
      description: 'Open event streams, of all pages and programs together.',
    }),
    samples: Type.Integer({
      default: 4,
      minimum: 1,
      maximum: 64,
      description: 'Sample calls played at the same time.',
    }),
  },
  closed,
);

/** The web page and the API of `callwarden serve`. */
export const ServerConfig = Type.Object(
  {
    host: Type.String({
      default: '127.0.0.1',
      minLength: 1,
      description:
        'Address the page and the API are served at; any other than this machine itself needs `server.tokens`.',
    }),
    port: Type.Integer({
      default: 8479,
      minimum: 0,
      maximum: 65_535,
      description: 'Port; 0 takes a free one.',
    }),
    publicNames: Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}$' }), {
      default: [],
      description:
        'Host names by which browsers reach the service, e.g. `callwarden.lan`; others are refused (DNS rebinding).',
    }),
    behindProxy: Type.Boolean({
      default: false,
      description:
        'A reverse proxy on this machine stands before it: its `X-Forwarded-*` headers are believed.',
    }),
    tokens: Type.Array(AccessToken, {
      default: [],
      description:
        'Who may use the service, each with `name`, `role` and `tokenFile`, `tokenEnv` or `token`.',
    }),
    sessionHours: Type.Number({
      default: 12,
      minimum: 0.01,
      maximum: 720,
      description: 'A browser that signed in stays so for this long, h.',
    }),
    keepEndedMinutes: Type.Number({
      default: 30,
      minimum: 0,
      maximum: 1440,
      description: 'Ended calls stay in memory, text and all, for this long, min.',
    }),
    stopSeconds: Type.Number({
      default: 20,
      minimum: 1,
      maximum: 600,
      description: 'Time to finish what was heard when the service is stopped, s.',
    }),
    logLevel: Type.Union(
      [
        Type.Literal('auto'),
        Type.Literal('debug'),
        Type.Literal('info'),
        Type.Literal('warn'),
        Type.Literal('error'),
        Type.Literal('silent'),
      ],
      {
        default: 'auto',
        description: 'What goes to the log on stderr; `auto` is `warn` at a terminal and `info` elsewhere.',
      },
    ),
    limits: LimitsConfig,
  },
  closed,
);

export type AccessToken = Static<typeof AccessToken>;
export type ServerConfig = Static<typeof ServerConfig>;
