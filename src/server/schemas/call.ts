import Type, { type Static } from 'typebox';
import { Alerted, RiskMoved, SignalHeard, TurnHeard } from '../../calls/events.js';

// A call as the API shows it: the same shape while it lasts and afterwards. Numbers and text are masked as the
// configuration says before they get here.

export const Level = Type.Union([
  Type.Literal('unknown'),
  Type.Literal('clear'),
  Type.Literal('suspicious'),
  Type.Literal('scam'),
]);

export const Verdict = Type.Union([Type.Literal('not-scam'), Type.Literal('was-scam')]);

const Endpoint = Type.Object({
  number: Type.Union([Type.String(), Type.Null()], { description: 'masked but for its last two digits' }),
  name: Type.Union([Type.String(), Type.Null()]),
});

const Time = (description: string) => Type.String({ format: 'date-time', description });
const TimeOrNull = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description });

export const CallView = Type.Object(
  {
    callId: Type.String(),
    line: Type.String({ description: 'name of the line in the configuration; `sample` for a sample call' }),
    state: Type.Union([Type.Literal('live'), Type.Literal('ended')]),
    startedAt: Time('when the call was first heard'),
    endedAt: TimeOrNull('null while it lasts'),
    direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound'), Type.Literal('unknown')]),
    remote: Endpoint,
    local: Endpoint,
    level: Level,
    levelSince: Time('when the call came to this level'),
    highest: Level,
    score: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'how much the call resembles a scam now, calibrated to the dev calls',
    }),
    category: Type.Union([Type.String(), Type.Null()], { description: 'of the latest alert' }),
    title: Type.Union([Type.String(), Type.Null()], { description: 'the category in words' }),
    degraded: Type.Boolean({ description: 'something of the call is missed, so it is never called clear' }),
    dismissed: Type.Boolean({
      description: 'a person said that it is not a scam; while it lasts, that is for good',
    }),
    feedback: Type.Union([Verdict, Type.Null()]),
    canHangUp: Type.Boolean({ description: 'the line allows the call to be ended from here' }),
  },
  { $id: 'CallView' },
);

const withoutCall = <T extends typeof Alerted | typeof RiskMoved | typeof SignalHeard | typeof TurnHeard>(
  event: T,
) => Type.Omit(event, ['type', 'callId']);

export const CallDetail = Type.Object(
  {
    ...CallView.properties,
    /** Of an ended call there are words only as long as the memory or the store keeps them. */
    transcriptKept: Type.Boolean(),
    turns: Type.Array(withoutCall(TurnHeard)),
    risk: Type.Array(withoutCall(RiskMoved)),
    signals: Type.Array(withoutCall(SignalHeard)),
    alerts: Type.Array(withoutCall(Alerted)),
    notices: Type.Array(Type.Object({ atMs: Type.Number(), code: Type.String(), message: Type.String() })),
  },
  { $id: 'CallDetail' },
);

export type Level = Static<typeof Level>;
export type Verdict = Static<typeof Verdict>;
export type CallView = Static<typeof CallView>;
export type CallDetail = Static<typeof CallDetail>;
