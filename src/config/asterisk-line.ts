import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false, default: {} } as const;

const Patterns = (description: string) =>
  Type.Array(Type.String({ minLength: 1 }), {
    default: [],
    description: `${description} \`*\` stands for anything; an empty list is no condition.`,
  });

const Protect = Type.Object(
  {
    channels: Patterns('Channel names of protected parties, e.g. `PJSIP/2*`.'),
    contexts: Patterns('Dialplan contexts of protected parties, e.g. `from-internal`.'),
    extensions: Patterns('Numbers of protected parties as the PBX knows them, e.g. `20?`.'),
    trunks: Patterns(
      'Channel names of trunks, e.g. `PJSIP/provider-*`: who is behind one is never protected.',
    ),
    direction: Type.Union([Type.Literal('both'), Type.Literal('inbound'), Type.Literal('outbound')], {
      default: 'both',
      description: 'Which calls are heard, seen from the protected party: `both`, `inbound` or `outbound`.',
    }),
  },
  {
    ...closed,
    description: 'Which channel of a call is the protected party; without any, the one that is called.',
  },
);

const AutomaticAction = Type.Union([
  Type.Literal('warn'),
  Type.Literal('variable'),
  Type.Literal('text'),
  Type.Literal('hangUp'),
]);

const Automatic = (level: string, actions: AutomaticAction[]) =>
  Type.Array(AutomaticAction, {
    default: actions,
    description: `What is done by itself at an alert of level \`${level}\`, of what is allowed: \`warn\`, \`variable\`, \`text\`, \`hangUp\` (last, when the warning has been heard).`,
  });

const Actions = Type.Object(
  {
    warn: Type.Boolean({
      default: false,
      description: 'A spoken warning may be played to the protected party (nobody else hears it).',
    }),
    announce: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        'Recording (WAV, one channel) that both parties hear once, when a call begins to be heard.',
    }),
    beepEverySeconds: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 600,
      description: 'Both parties hear a short beep this often, s, where the law wants it; 0 for never.',
    }),
    hangUp: Type.Boolean({ default: false, description: 'Callwarden may end a call.' }),
    variable: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        "Shared variable of the protected party's channel that may be set, e.g. `CALLWARDEN_LEVEL`; the dialplan reads it with `SHARED()`.",
    }),
    text: Type.Boolean({
      default: false,
      description: 'Callwarden may send a text message to the phone of the protected party (SIP MESSAGE).',
    }),
    manager: Type.Union(
      [
        Type.Object(
          {
            user: Type.String({ minLength: 1, description: 'User of manager.conf.' }),
            password: Type.String({ default: '', description: 'Its secret. Never printed.' }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      {
        default: null,
        description:
          'Manager interface (AMI) over the same HTTP server: with it the text goes inside the dialog of the call; without it, beside it.',
      },
    ),
    onSuspicious: Automatic('suspicious', ['variable']),
    onScam: Automatic('scam', ['warn', 'variable', 'text']),
  },
  { ...closed, description: 'What may be done to a call; everything is off until it is asked for.' },
);

/** An Asterisk PBX, heard through its REST interface (ARI). docs/asterisk.md says what to set there. */
export const AsteriskLine = Type.Object(
  {
    kind: Type.Literal('asterisk'),
    name: Type.String({
      default: 'asterisk',
      minLength: 1,
      description: 'How events call this line; no two alike.',
    }),
    url: Type.String({
      default: 'http://127.0.0.1:8088/ari',
      pattern: '^https?://[^/?#@]+(/[^?#]*)?$',
      description: 'Address of ARI, `http:` or `https:`; user and password stand beside it.',
    }),
    user: Type.String({ default: 'callwarden', minLength: 1, description: 'ARI user.' }),
    password: Type.String({ default: '', description: 'Password of the ARI user. Never printed.' }),
    app: Type.String({
      default: 'callwarden',
      pattern: '^[A-Za-z0-9_-]{1,40}$',
      description:
        'Name of the ARI application, of letters, digits, `_` and `-`: another one for each Callwarden on the same PBX.',
    }),
    timeoutMs: Type.Integer({
      default: 3000,
      minimum: 200,
      maximum: 60_000,
      description: 'A request that the PBX does not answer for this long has failed, ms.',
    }),
    media: Type.Union(
      [Type.Literal('auto'), Type.Literal('rtp'), Type.Literal('websocket'), Type.Literal('audiosocket')],
      {
        default: 'auto',
        description:
          'How audio comes: `rtp`, `websocket` or `audiosocket`; `auto` takes the first the PBX has.',
      },
    ),
    format: Type.Union([Type.Literal('ulaw'), Type.Literal('slin16')], {
      default: 'ulaw',
      description:
        '`ulaw` (8 kHz) or `slin16` (16 kHz, for lines with wideband codecs; `audiosocket` stays at 8 kHz).',
    }),
    mediaHost: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        'Address at which the PBX reaches this machine; null takes the one the PBX is reached from.',
    }),
    mediaPorts: Type.String({
      default: '0',
      pattern: '^(0|[0-9]{1,5}-[0-9]{1,5})$',
      description:
        'Ports for audio, e.g. `40000-40199`: with `rtp` four a call, two more for a warning (it uses every second one), with the others half of that; `0` takes any free one.',
    }),
    maxCallMinutes: Type.Integer({
      default: 240,
      minimum: 1,
      maximum: 10_080,
      description:
        'Our channels on the PBX end by themselves after this, min, should we not be there to end them.',
    }),
    protect: Protect,
    actions: Actions,
  },
  { additionalProperties: false, description: 'An Asterisk PBX, see docs/asterisk.md.' },
);

/** Something done to a call by itself when an alert is raised. */
export type AutomaticAction = Static<typeof AutomaticAction>;
export type AsteriskLine = Static<typeof AsteriskLine>;
