import Type, { type Static } from 'typebox';

// What the health page and `GET /api/v1/health` tell. `/healthz` and `/readyz` are its summary for machines.

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const Role = Type.Union([
  Type.Literal('ear'),
  Type.Literal('gate'),
  Type.Literal('judge'),
  Type.Literal('voice'),
]);
const LineState = Type.Union([
  Type.Literal('starting'),
  Type.Literal('up'),
  Type.Literal('reconnecting'),
  Type.Literal('down'),
  Type.Literal('closed'),
]);

const says = Type.String({ description: 'in English, as in `reasons`' });

/** Why the service is not well, so that a page can say it in its own words. */
export const Cause = Type.Union([
  Type.Object({
    code: Type.Union([Type.Literal('stopping'), Type.Literal('loading'), Type.Literal('unscrubbed')]),
    says,
  }),
  Type.Object({
    code: Type.Literal('model'),
    role: Role,
    state: Type.Union([Type.Literal('restarting'), Type.Literal('missing')]),
    says,
  }),
  Type.Object({ code: Type.Literal('line'), name: Type.String(), state: LineState, says }),
  Type.Object({ code: Type.Literal('store'), error: Type.String({ description: 'CW_STORE_*' }), says }),
  Type.Object({ code: Type.Literal('other'), says }),
]);

export type Cause = Static<typeof Cause>;

export const Health = Type.Object(
  {
    state: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
    reasons: Type.Array(Type.String(), { description: 'one sentence each, empty when all is well' }),
    causes: Type.Array(Cause, { description: 'the same, coded' }),
    version: Type.String(),
    startedAt: Type.String({ format: 'date-time' }),
    memory: Type.Object({ residentBytes: Count('this process and its engine processes') }),
    models: Type.Array(
      Type.Object({
        role: Role,
        name: Type.Union([Type.String(), Type.Null()], { description: 'null: none is loaded' }),
        state: Type.Union([Type.Literal('up'), Type.Literal('restarting'), Type.Literal('missing')]),
        restarts: Count('times its process was started anew'),
      }),
    ),
    lines: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String(),
        state: LineState,
        reason: Type.Union([Type.String(), Type.Null()]),
        calls: Count('calls heard now'),
      }),
    ),
    queues: Type.Array(
      Type.Object({ name: Type.String(), depth: Count('items waiting'), dropped: Count('since the start') }),
    ),
    latency: Type.Array(
      Type.Object({
        stage: Type.String({ description: 'e.g. committed, verdict' }),
        p50Ms: Type.Union([Type.Number(), Type.Null()]),
        p95Ms: Type.Union([Type.Number(), Type.Null()]),
        samples: Count('measured since the start, the newest 512 count'),
      }),
    ),
    sinks: Type.Array(
      Type.Object({ name: Type.String(), delivered: Count('alerts'), failed: Count('alerts') }),
    ),
    egress: Type.Object({
      refused: Count('outbound connections refused since the start'),
      addresses: Type.Array(Type.Object({ address: Type.String(), refused: Count('times') })),
    }),
    store: Type.Object({
      open: Type.Boolean(),
      encrypted: Type.Boolean(),
      bytes: Count('size on disk'),
      transcripts: Type.Boolean({ description: 'whether transcripts are kept' }),
    }),
  },
  { $id: 'Health' },
);

export type Health = Static<typeof Health>;

/** How the service is, in brief. */
export type Condition = Pick<Health, 'state' | 'reasons' | 'causes'>;
