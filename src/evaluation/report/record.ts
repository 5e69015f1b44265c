import Type, { type Static } from 'typebox';

// What an evaluation measured: `report.json`. Every figure of a report is computed from it, so it can be drawn again.
// It holds no words of any call.

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Ms = Type.Number();
const Speaker = Type.Union([Type.Literal('remote'), Type.Literal('local'), Type.Literal('mixed')]);
const AlertLevel = Type.Union([Type.Literal('suspicious'), Type.Literal('scam')]);

/** One moment of a call: what gate and judge said then. Enough to weigh the call again with another calibration. */
export const EvidenceStep = Type.Object({
  atMs: Ms,
  /** Raw log-odds. */
  gate: Type.Optional(Type.Number()),
  judge: Type.Optional(Type.Number()),
  judgeFailed: Type.Optional(Type.Literal(true)),
  /** Signals heard for the first time. */
  signals: Type.Optional(Type.Array(Type.Object({ signal: Type.String(), party: Speaker }))),
});

export const HearingRecord = Type.Object({
  parties: Type.Array(
    Type.Object({ party: Speaker, words: Count, substituted: Count, missed: Count, invented: Count }),
  ),
  /** Time in which, by the labels, a party said nothing. */
  silentMs: Ms,
  /** Words recognised in it. */
  inventedWords: Count,
  speechMs: Ms,
  /** Labelled speech in which no word was recognised. */
  droppedMs: Ms,
});

export const CallRecord = Type.Object({
  id: Type.String(),
  corpus: Type.String(),
  /** `labels`: the text of an audio call's labels, as if it had been heard without an error. */
  kind: Type.Union([Type.Literal('audio'), Type.Literal('text'), Type.Literal('labels')]),
  label: Type.Union([Type.Literal('scam'), Type.Literal('legitimate')]),
  category: Type.String(),
  hardNegative: Type.Boolean(),
  scenario: Type.Optional(Type.String()),
  source: Type.String(),
  synthetic: Type.Boolean(),
  rendering: Nullable(Type.String()),
  parties: Type.Union([Type.Literal('both'), Type.Literal('one'), Type.Literal('mixed')]),
  durationMs: Ms,
  words: Count,
  /** Highest fused risk. */
  score: Type.Number({ minimum: 0, maximum: 1 }),
  alerts: Type.Array(
    Type.Object({ level: AlertLevel, atMs: Ms, category: Type.String(), score: Type.Number() }),
  ),
  firstCueMs: Nullable(Ms),
  extractionCueMs: Nullable(Ms),
  keywords: Count,
  /** When each different keyword was first said, and the 10th, 20th, … word: how soon the simplest baselines could tell. */
  baselines: Type.Optional(Type.Object({ keywordsAtMs: Type.Array(Ms), tenWordsAtMs: Type.Array(Ms) })),
  /** The highest the judge says when it is asked about every piece; only with --ablate. */
  judgeEveryPiece: Nullable(Type.Number()),
  /** The highest that the judge says with other rubrics, asked whenever the gate wakes it; in the order of `run.rubrics`. */
  rubrics: Type.Optional(Type.Array(Nullable(Type.Number()))),
  evidence: Type.Array(EvidenceStep),
  hearing: Nullable(HearingRecord),
  cost: Type.Object({
    wallMs: Ms,
    /** Of all processes; null where it cannot be told. */
    cpuMs: Nullable(Ms),
    judged: Count,
    /** Questions to the judge that gave no answer: the gate went on alone. */
    unanswered: Count,
    tokens: Type.Object({ evaluated: Count, whole: Count }),
    /** Question to answer. */
    judgeMs: Type.Array(Ms),
    /** Each word spoken to committed; only with --realtime. */
    commitMs: Type.Array(Ms),
    /** From the last of the words an alert is raised for to its being told; only with --realtime. */
    alertMs: Type.Optional(Type.Array(Ms)),
  }),
});

const Problem = Type.Object({ corpus: Type.String(), line: Count, reason: Type.String() });
const Hash = Nullable(Type.String());

export const RunInfo = Type.Object({
  startedAt: Type.String(),
  version: Type.String(),
  gitRevision: Hash,
  options: Type.Object({
    split: Type.String(),
    limit: Nullable(Count),
    seed: Type.Integer(),
    realtime: Type.Boolean(),
    ablate: Type.Boolean(),
  }),
  models: Type.Object({ ear: Hash, gate: Hash, judge: Hash }),
  modelNames: Type.Object({ ear: Type.String(), gate: Type.String(), judge: Hash }),
  promptHash: Hash,
  /** Rubrics that the judge was asked with besides its own. */
  rubrics: Type.Optional(Type.Array(Type.Object({ name: Type.String(), promptHash: Type.String() }))),
  /** SHA-256 over the manifests and the recordings taken. */
  dataHash: Type.String(),
  manifests: Type.Array(
    Type.Object({ corpus: Type.String(), rows: Count, taken: Count, sha256: Type.String() }),
  ),
  machine: Type.String(),
  notices: Type.Array(Type.String()),
  wallMs: Ms,
  /** Of all processes; null where it cannot be told. */
  cpuMs: Nullable(Ms),
});

export const EvaluationReport = Type.Object({
  version: Type.Literal(1),
  run: RunInfo,
  /** The calibration the calls were judged with, whole: curves are marked with its thresholds. */
  calibration: Type.Unknown(),
  problems: Type.Array(Problem),
  /** Of calls that were run. */
  remarks: Type.Optional(Type.Array(Problem)),
  calls: Type.Array(CallRecord),
});

export type EvidenceStep = Static<typeof EvidenceStep>;
export type HearingRecord = Static<typeof HearingRecord>;
export type CallRecord = Static<typeof CallRecord>;
export type RunInfo = Static<typeof RunInfo>;
export type EvaluationReport = Static<typeof EvaluationReport>;
