import { readFile } from 'node:fs/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CallwardenError } from '../errors.js';

export { fitPlatt, type PlattScale } from './platt.js';
export {
  type NegativeStretch,
  type PlacedThreshold,
  placeThreshold,
  thresholdAllowing,
} from './threshold.js';

const Probability = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });
const Fraction = Type.Number({ minimum: 0, maximum: 1 });
const Weight = Type.Number({ minimum: 0 });
const closed = { additionalProperties: false } as const;

const Platt = Type.Object({ a: Type.Number({ exclusiveMinimum: 0 }), b: Type.Number() }, closed);
/** Two thresholds per level: raised at or above `raise`, taken back only below `clear`. */
const Thresholds = Type.Object({ raise: Probability, clear: Probability }, closed);
const Hash = Type.Union([Type.String(), Type.Null()]);

const Count = Type.Integer({ minimum: 0 });
/** What a threshold rests on: few hours without a false alarm prove little, and that is told with it. */
const Placement = Type.Object(
  {
    /** Real ordinary talk, or made-up talk where there was no other. */
    talk: Type.Union([Type.Literal('real'), Type.Literal('made-up')]),
    hours: Weight,
    falseAlarms: Count,
    /** 95 % upper limit of the rate behind that count. */
    atMostPer100h: Weight,
    hardCalls: Count,
    hardAlarms: Count,
    /** Where the budget alone would place it: what the other rule costs. */
    budgetAlone: Type.Optional(Probability),
    /** Which of both rules asked for the higher threshold. */
    placedBy: Type.Union([Type.Literal('budget'), Type.Literal('hard-calls')]),
  },
  closed,
);

/** Everything measured on held-out calls that turns evidence into a risk level. */
export const CalibrationSchema = Type.Object(
  {
    version: Type.Literal(1),
    language: Type.String(),
    /** P(scam) before anything was heard. */
    prior: Probability,
    /** Raw logit to calibrated log-odds, one for each model. */
    gate: Platt,
    judge: Platt,
    fusion: Type.Object(
      {
        gateAlone: Type.Object({ bias: Type.Number(), gate: Weight }, closed),
        both: Type.Object({ bias: Type.Number(), gate: Weight, judge: Weight }, closed),
        /** How far, in nats, the judge may pull a call below what the gate alone says. */
        maxPull: Weight,
      },
      closed,
    ),
    escalation: Type.Object(
      {
        /** Log-odds added at once when the remote party is heard doing this; negative ones dampen the sum. */
        signals: Type.Record(Type.String(), Type.Number()),
        /** Share of a weight that counts when the parties cannot be told apart. */
        mixedShare: Fraction,
        /** Most log-odds that signals may add together. */
        cap: Weight,
        /** Highest score that signals reach without support from gate or judge. */
        ceiling: Probability,
        /** Calibrated probability from gate or judge that counts as support. */
        support: Probability,
      },
      closed,
    ),
    smoothing: Type.Object(
      {
        /** Share of the way up that one reading takes; 1 follows at once. */
        rise: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
        /** Time in which half the way down is taken while the judge keeps saying so, in ms. */
        fallHalfLifeMs: Type.Number({ exclusiveMinimum: 0 }),
        /** Longest time one answer of the judge may stand for, in ms. */
        fallStepMs: Type.Number({ exclusiveMinimum: 0 }),
      },
      closed,
    ),
    thresholds: Type.Object({ suspicious: Thresholds, scam: Thresholds }, closed),
    /** Hearing less, or worse, than this is `unknown`, never `clear`. */
    minimumEvidence: Type.Object(
      { words: Type.Number({ minimum: 0 }), confidence: Fraction, wordsPerSpeechMinute: Weight },
      closed,
    ),
    provenance: Type.Object(
      {
        method: Type.String(),
        models: Type.Record(Type.String(), Hash),
        promptHash: Hash,
        dataHash: Hash,
        gitRevision: Hash,
        /** False alerts allowed per 100 hours of ordinary calls; null while nothing was measured. */
        budgetPer100h: Type.Union([
          Type.Object({ suspicious: Type.Number(), scam: Type.Number() }, closed),
          Type.Null(),
        ]),
        /** What each threshold let through of the calls that it was fitted to. */
        measured: Type.Optional(Type.Object({ suspicious: Placement, scam: Placement }, closed)),
      },
      closed,
    ),
  },
  closed,
);

export type Calibration = Static<typeof CalibrationSchema>;
export type Placement = Static<typeof Placement>;

/**
 * Checks a parsed calibration: its shape, and that its numbers agree with each other.
 * @throws CallwardenError CW_CALIBRATION_INVALID naming the file and the first thing wrong.
 */
export function parseCalibration(value: unknown, file = 'calibration'): Calibration {
  if (!Value.Check(CalibrationSchema, value)) {
    const [first] = Value.Errors(CalibrationSchema, value);
    throw invalid(file, `${first?.instancePath || '/'} ${first?.message ?? 'has the wrong shape'}`);
  }
  const { thresholds, escalation } = value;
  for (const level of ['suspicious', 'scam'] as const) {
    if (thresholds[level].clear > thresholds[level].raise) {
      throw invalid(file, `/thresholds/${level}/clear must not be above raise`);
    }
  }
  if (thresholds.suspicious.raise > thresholds.scam.raise) {
    throw invalid(file, '/thresholds/suspicious/raise must not be above /thresholds/scam/raise');
  }
  if (thresholds.suspicious.clear > thresholds.scam.clear) {
    throw invalid(file, '/thresholds/suspicious/clear must not be above /thresholds/scam/clear');
  }
  if (escalation.ceiling >= thresholds.scam.raise) {
    throw invalid(file, '/escalation/ceiling must be below /thresholds/scam/raise');
  }
  return value;
}

/**
 * Reads a calibration file, e.g. models/calibration-en.json.
 * @throws CallwardenError CW_CALIBRATION_INVALID when it cannot be read or is wrong.
 */
export async function loadCalibration(path: string): Promise<Calibration> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
  return parseCalibration(value, path);
}

function invalid(file: string, why: string, cause?: unknown): CallwardenError {
  return new CallwardenError('CW_CALIBRATION_INVALID', `Calibration file ${file}: ${why}.`, { cause });
}
