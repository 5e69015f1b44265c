import Type, { type Static } from 'typebox';

// What a call tells the outside, one event at a time: the lines of `--json`, the event stream of the service, the
// log. Text in events is redacted when the configuration says so. `npm run docs` writes the JSON schema to docs/.

const PartyName = Type.Union([Type.Literal('remote'), Type.Literal('local'), Type.Literal('mixed')]);
const Level = Type.Union([
  Type.Literal('unknown'),
  Type.Literal('clear'),
  Type.Literal('suspicious'),
  Type.Literal('scam'),
]);
const Ms = (description: string) => Type.Number({ description: `${description}, ms since the call began` });
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const Quote = Type.Object({
  party: PartyName,
  quote: Type.String({ description: 'the words as recognised' }),
  startMs: Ms('first word'),
  endMs: Ms('last word'),
  signal: Type.Optional(Type.String({ description: 'signal of the taxonomy' })),
});

const AlertFields = {
  level: Type.Union([Type.Literal('suspicious'), Type.Literal('scam')]),
  score: Share('fused risk when the alert was raised'),
  category: Type.String({ description: 'category of the taxonomy' }),
  title: Type.String({ description: 'the category in words' }),
  advice: Type.String({ description: 'what the person should do' }),
  evidence: Type.Array(Quote, { maxItems: 3 }),
};

const common = { callId: Type.String(), atMs: Ms('position in the call') };

export const CallStarted = Type.Object({
  type: Type.Literal('call-started'),
  ...common,
  startedAt: Type.String({ description: 'ISO 8601' }),
  source: Type.String({ description: 'where the call comes from' }),
  models: Type.Object({
    ear: Type.String(),
    gate: Type.String(),
    judge: Type.Union([Type.String(), Type.Null()], { description: 'null: the gate alone moves the risk' }),
  }),
});

/** Sent again with the same `id` while the turn grows, and when a number in it is masked only later. */
export const TurnHeard = Type.Object({
  type: Type.Literal('turn'),
  ...common,
  id: Type.String({ description: 'replaces what was sent with the same id' }),
  party: PartyName,
  startMs: Ms('first word'),
  endMs: Ms('last word'),
  text: Type.String({ description: 'the turn so far; words are never taken back' }),
  confidence: Share('mean token probability'),
  final: Type.Boolean({ description: 'the turn is complete' }),
});

export const SpeechUnheard = Type.Object({
  type: Type.Literal('unheard'),
  ...common,
  party: PartyName,
  startMs: Ms('start'),
  endMs: Ms('end'),
  reason: Type.String({
    description: 'no-words, low-confidence, repetition, too-fast, overload, engine-failed',
  }),
});

export const SignalHeard = Type.Object({
  type: Type.Literal('signal'),
  ...common,
  signal: Type.String(),
  title: Type.String(),
  party: PartyName,
  quote: Type.String(),
  startMs: Ms('first word'),
  endMs: Ms('last word'),
});

export const Assessed = Type.Object({
  type: Type.Literal('assessment'),
  ...common,
  scam: Share('probability'),
  uncertain: Share('probability'),
  legitimate: Share('probability'),
  model: Type.String(),
  promptHash: Type.String(),
  tokens: Type.Object({ evaluated: Type.Integer(), whole: Type.Integer() }),
  elapsedMs: Type.Number({ description: 'from question to answer, ms' }),
});

export const RiskMoved = Type.Object({
  type: Type.Literal('risk'),
  ...common,
  score: Share('how much the call resembles a scam, calibrated to the dev calls'),
  level: Level,
  previous: Level,
});

export const Alerted = Type.Object({ type: Type.Literal('alert'), ...common, ...AlertFields });

export const Noticed = Type.Object({
  type: Type.Literal('notice'),
  ...common,
  code: Type.String({ description: 'stable code, see docs/errors.md' }),
  message: Type.String(),
});

export const Degraded = Type.Object({
  type: Type.Literal('degraded'),
  ...common,
  degraded: Type.Boolean({ description: 'something of the call is missed, so it is never called clear' }),
  reason: Type.String(),
});

export const KeyPressed = Type.Object({
  type: Type.Literal('key'),
  ...common,
  party: PartyName,
  digit: Type.String({ description: '0-9, *, #, A-D; • for each when text is redacted: it may be a PIN' }),
  durationMs: Type.Optional(Type.Number({ description: 'how long it was held, ms, where the line tells' })),
});

export const CallEnded = Type.Object({
  type: Type.Literal('call-ended'),
  ...common,
  level: Level,
  highest: Level,
  score: Share('highest risk of the call'),
  category: Type.Union([Type.String(), Type.Null()]),
  evidence: Type.Array(Quote),
  alertAtMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'first alert, ms since the call began',
  }),
  audioMs: Type.Number({ description: 'length of the call heard, ms' }),
  lostMs: Type.Number({ description: 'audio that did not arrive, ms' }),
  speechMs: Type.Number({ description: 'speech heard, all parties, ms' }),
  words: Type.Integer(),
  unheard: Type.Integer({ description: 'stretches of speech that gave no words' }),
  judged: Type.Integer({ description: 'answers of the judge' }),
  tokens: Type.Object({ evaluated: Type.Integer(), whole: Type.Integer() }),
  wallMs: Type.Number({ description: 'time the analysis took, ms' }),
});

export const CallEvent = Type.Union([
  CallStarted,
  TurnHeard,
  SpeechUnheard,
  SignalHeard,
  Assessed,
  RiskMoved,
  Alerted,
  Noticed,
  Degraded,
  KeyPressed,
  CallEnded,
]);

export type CallEvent = Static<typeof CallEvent>;
export type CallEnded = Static<typeof CallEnded>;

/** An event before the session adds which call it belongs to. */
export type EventBody = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'callId'> : never) : never;
