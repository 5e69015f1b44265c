import Type, { type Static } from 'typebox';

const Days = (what: string, days: number) =>
  Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()], {
    default: days,
    description: `${what} are kept this many days; 0 never writes them, null keeps them for ever.`,
  });

const closed = { additionalProperties: false, default: {} } as const;

/** What is remembered on disk, for how long, and where. docs/store.md says it in words. */
export const StoreConfig = Type.Object(
  {
    file: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        'The database; null takes `callwarden.db` in `CALLWARDEN_DATA`, else in `callwarden` of the XDG data folder.',
    }),
    keyFile: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        'File with the key that encrypts the database, 32 characters or more; null takes `CALLWARDEN_STORE_KEY`, and without that nothing is encrypted.',
    }),
    transcripts: Type.Boolean({ default: false, description: 'What was said is written, redacted.' }),
    timeline: Type.Boolean({
      default: false,
      description:
        'Risk over time, notices and the names of signals are written, without a word of the call; `transcripts` includes them.',
    }),
    alertText: Type.Boolean({ default: false, description: 'Alerts are written with the words they quote.' }),
    keepDays: Type.Object(
      {
        calls: Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()], {
          default: 90,
          description:
            'Calls are kept this many days; one of which something else is kept goes on without its numbers and names. 0 never writes those and removes the rest at the next purge, null keeps all for ever.',
        }),
        alerts: Days('Alerts', 365),
        transcripts: Days('Transcripts and timelines', 14),
        feedback: Days('Answers "not a scam" and "was a scam"', 365),
      },
      closed,
    ),
    purgeHour: Type.Integer({
      default: 4,
      minimum: 0,
      maximum: 23,
      description: 'Hour of the day, local time, at which what is too old is removed.',
    }),
  },
  closed,
);

export type StoreConfig = Static<typeof StoreConfig>;
