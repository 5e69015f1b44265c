import Type, { type Static } from 'typebox';

// What the health page and `GET /api/v1/health` tell. `/healthz` and `/readyz` are its summary for machines.

const Count = (description: string) => Type.Integer({ minimum: 0, description });

export const Health = Type.Object(
  {
    state: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]),
    reasons: Type.Array(Type.String(), { description: 'one sentence each, empty when all is well' }),
    version: Type.String(),
    startedAt: Type.String({ format: 'date-time' }),
    memory: Type.Object({ residentBytes: Count('this process and its engine processes') }),
    models: Type.Array(
      Type.Object({
        role: Type.Union([
          Type.Literal('ear'),
          Type.Literal('gate'),
          Type.Literal('judge'),
          Type.Literal('voice'),
        ]),
        name: Type.Union([Type.String(), Type.Null()], { description: 'null: none is loaded' }),
        state: Type.Union([Type.Literal('up'), Type.Literal('restarting'), Type.Literal('missing')]),
        restarts: Count('times its process was started anew'),
      }),
    ),
    lines: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String(),
        state: Type.Union([
          Type.Literal('starting'),
          Type.Literal('up'),
          Type.Literal('reconnecting'),
          Type.Literal('down'),
          Type.Literal('closed'),
        ]),
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
