import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false, default: {} } as const;

const OptionalText = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], { default: null, description });

/** What every kind of sink has. @param name how it is called unless it is told otherwise */
const common = (name: string) => ({
  name: Type.String({ default: name, minLength: 1, description: 'How health pages call it; no two alike.' }),
  minLevel: Type.Union([Type.Literal('suspicious'), Type.Literal('scam')], {
    default: 'suspicious',
    description: 'Least level of an alert that goes there: `suspicious` or `scam`.',
  }),
});

/** What of a call goes out with an alert beside level, category and advice. */
const told = {
  withQuotes: Type.Boolean({
    default: false,
    description: 'The words of the call that show why go with it, redacted.',
  }),
  withNumbers: Type.Boolean({
    default: false,
    description: 'Numbers and names of both parties go with it.',
  }),
};

const TimeoutMs = (timeoutMs: number) =>
  Type.Integer({
    default: timeoutMs,
    minimum: 100,
    maximum: 120_000,
    description: 'One delivery may take this long, ms.',
  });

/** A program of your own, started for each alert without a shell. */
export const CommandSinkConfig = Type.Object(
  {
    kind: Type.Literal('command'),
    ...common('command'),
    program: Type.String({ minLength: 1, description: 'The program: its path, or a name found in PATH.' }),
    arguments: Type.Array(Type.String(), {
      default: [],
      description:
        'Its arguments; `{level}`, `{category}`, `{title}`, `{advice}`, `{score}`, `{callId}`, `{line}`, `{direction}` and `{number}` are filled in.',
    }),
    timeoutMs: TimeoutMs(10_000),
    ...told,
  },
  { additionalProperties: false, description: 'A program that is started, see docs/alerts.md.' },
);

/** An HTTP server of your own network that takes alerts as JSON. */
export const WebhookSinkConfig = Type.Object(
  {
    kind: Type.Literal('webhook'),
    ...common('webhook'),
    url: Type.String({
      pattern: '^https?://[^/?#@\\s]+(/[^#\\s]*)?$',
      description:
        'Where alerts are sent (POST), `http:` or `https:`: this machine, or a private address; any other has to stand in `network.allow`.',
    }),
    secretFile: OptionalText('File with the secret that signs what is sent (HMAC-SHA256).'),
    secretEnv: OptionalText('Environment variable with that secret.'),
    caFile: OptionalText('Certificate authority of an `https:` server whose certificate is its own, PEM.'),
    timeoutMs: TimeoutMs(5000),
    ...told,
  },
  { additionalProperties: false, description: 'An HTTP POST, see docs/alerts.md.' },
);

/** An MQTT broker of your own network, e.g. that of Home Assistant. */
export const MqttSinkConfig = Type.Object(
  {
    kind: Type.Literal('mqtt'),
    ...common('mqtt'),
    url: Type.String({
      default: 'mqtt://127.0.0.1:1883',
      pattern: '^mqtts?://[^/?#@\\s]+/?$',
      description:
        'The broker, `mqtt:` or `mqtts:`: this machine, or a private address; any other has to stand in `network.allow`.',
    }),
    topic: Type.String({
      default: 'callwarden/alert',
      pattern: '^[^+#\\u0000]{1,200}$',
      description: 'Topic that alerts are published on (QoS 1, not retained), without `+` and `#`.',
    }),
    user: OptionalText('User at the broker.'),
    passwordFile: OptionalText('File with the password of that user.'),
    passwordEnv: OptionalText('Environment variable with that password.'),
    caFile: OptionalText('Certificate authority of an `mqtts:` broker whose certificate is its own, PEM.'),
    timeoutMs: TimeoutMs(5000),
    ...told,
  },
  { additionalProperties: false, description: 'A message to an MQTT broker, see docs/alerts.md.' },
);

/** A notification on the desktop of the user that Callwarden runs as. */
export const DesktopSinkConfig = Type.Object(
  {
    kind: Type.Literal('desktop'),
    ...common('desktop'),
    timeoutMs: TimeoutMs(5000),
    withQuotes: told.withQuotes,
  },
  {
    additionalProperties: false,
    description: 'A notification on the desktop (notify-send, or osascript on macOS), see docs/alerts.md.',
  },
);

/** Where alerts go beside the page and the terminal, told apart by `kind`. */
export const Sink = Type.Union([CommandSinkConfig, WebhookSinkConfig, MqttSinkConfig, DesktopSinkConfig]);

export const AlertsConfig = Type.Object(
  {
    sinks: Type.Array(Sink, {
      default: [],
      description: 'Where alerts go beside the page and the terminal, each with its `kind`.',
    }),
  },
  closed,
);

export type CommandSinkConfig = Static<typeof CommandSinkConfig>;
export type WebhookSinkConfig = Static<typeof WebhookSinkConfig>;
export type MqttSinkConfig = Static<typeof MqttSinkConfig>;
export type DesktopSinkConfig = Static<typeof DesktopSinkConfig>;
export type Sink = Static<typeof Sink>;
export type AlertsConfig = Static<typeof AlertsConfig>;
