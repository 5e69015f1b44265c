import Type, { type Static } from 'typebox';
import { CallView, Level, Verdict } from './call.js';

// What goes into the routes of `/api/v1` and what comes out, where it is not a call or the health.

/** Every refusal: a stable code of docs/errors.md and a sentence. */
export const Failure = Type.Object(
  { code: Type.String(), message: Type.String(), statusCode: Type.Integer() },
  { $id: 'Failure' },
);

export const CallParams = Type.Object({ callId: Type.String({ minLength: 1, maxLength: 200 }) });
export const NumberParams = Type.Object({ number: Type.String({ minLength: 3, maxLength: 40 }) });
export const SampleParams = Type.Object({ sample: Type.String({ pattern: '^[a-z0-9-]{1,80}$' }) });

export const CallList = Type.Object({ calls: Type.Array(CallView) });

export const HistoryQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    level: Type.Optional(Level),
    line: Type.Optional(Type.String({ maxLength: 100 })),
    from: Type.Optional(Type.String({ format: 'date-time' })),
    to: Type.Optional(Type.String({ format: 'date-time' })),
    q: Type.Optional(
      Type.String({ maxLength: 100, description: 'number, name, category, or words where text is kept' }),
    ),
  },
  { additionalProperties: false },
);
export const HistoryPage = Type.Object({
  calls: Type.Array(CallView),
  next: Type.Union([Type.String(), Type.Null()]),
});

export const FeedbackBody = Type.Object({ verdict: Verdict }, { additionalProperties: false });

export const SampleList = Type.Object({
  samples: Type.Array(
    Type.Object({
      sample: Type.String(),
      title: Type.String(),
      label: Type.String(),
      durationMs: Type.Number(),
    }),
  ),
});
export const Played = Type.Object({ callId: Type.String() });

export const Role = Type.Union([Type.Literal('viewer'), Type.Literal('operator')]);
export const SessionBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
/** `role` is null where a token is due and was not given. */
export const SessionView = Type.Object({
  role: Type.Union([Role, Type.Null()]),
  tokenNeeded: Type.Boolean(),
});

/** The configuration as text, YAML, secrets hidden. */
export const SettingsView = Type.Object({
  file: Type.Union([Type.String(), Type.Null()]),
  yaml: Type.String(),
});

export const AuditQuery = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) },
  { additionalProperties: false },
);
export const AuditPage = Type.Object({
  intact: Type.Boolean({ description: 'the chain of hashes holds' }),
  entries: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      who: Type.String(),
      action: Type.String(),
      callId: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

/** `GET /events`: everything of one call, or without `callId` what a list of calls needs. */
export const EventsQuery = Type.Object(
  {
    callId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    lastEventId: Type.Optional(
      Type.String({ maxLength: 40, description: 'like the header, for the first connect' }),
    ),
  },
  { additionalProperties: false },
);

export type Role = Static<typeof Role>;
export type Failure = Static<typeof Failure>;
export type HistoryQuery = Static<typeof HistoryQuery>;
export type HistoryPage = Static<typeof HistoryPage>;
export type SampleList = Static<typeof SampleList>;
export type SessionView = Static<typeof SessionView>;
export type SettingsView = Static<typeof SettingsView>;
export type AuditPage = Static<typeof AuditPage>;
