import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../errors.js';
import { int8Table } from './int8-table.js';
import { type TopicTable, TopicTableSchema, topicTableOf } from './topics.js';

const GateFileSchema = Type.Object({
  format: Type.Literal('callwarden-gate'),
  version: Type.Literal(3),
  window: Type.Integer({ minimum: 8, maximum: 400, description: 'words, both parties counted' }),
  bits: Type.Integer({ minimum: 8, maximum: 22, description: 'log2 of the number of columns' }),
  shrink: Type.Number({ minimum: 0, description: 'added to the number of n-grams before the square root' }),
  bias: Type.Number(),
  calibration: Type.Object({ a: Type.Number({ exclusiveMinimum: 0 }), b: Type.Number() }),
  lexicon: Type.Record(Type.String(), Type.Number()),
  scale: Type.Number({ exclusiveMinimum: 0 }),
  weights: Type.String({ description: 'int8 in base64, times scale' }),
  long: Type.Object(
    {
      window: Type.Integer({ minimum: 8, maximum: 2000, description: 'words, both parties counted' }),
      bits: Type.Integer({ minimum: 8, maximum: 22 }),
      shrink: Type.Number({ minimum: 0 }),
      scale: Type.Number({ exclusiveMinimum: 0 }),
      weights: Type.String({ description: 'int8 in base64, times scale' }),
    },
    { description: 'the longer context: 1- and 2-grams of whoever speaks' },
  ),
  topics: TopicTableSchema,
});

const validator = Compile(GateFileSchema);

type GateFile = Static<typeof GateFileSchema>;

/** Weights of hashed columns, and the words they are read from. */
export interface GramTable {
  readonly window: number;
  readonly bits: number;
  readonly shrink: number;
  readonly weights: Float32Array;
}

/** The linear model of the gate: a weight for each column of hashed n-grams and for each named column. */
export interface GateModel extends GramTable {
  readonly bias: number;
  readonly calibration: GateFile['calibration'];
  /** By name: signals in the window, `call:` signals of the call so far, `age:` words heard. */
  readonly lexicon: Readonly<Record<string, number>>;
  readonly long: GramTable;
  readonly topics: TopicTable;
}

/**
 * Reads and checks a gate's JSON file.
 * @throws CallwardenError CW_MODEL_CORRUPT
 */
export async function readGateModel(file: string): Promise<GateModel> {
  try {
    const parsed = validator.Parse(JSON.parse(await readFile(file, 'utf8')));
    return {
      ...parsed,
      weights: tableOf(parsed),
      long: { ...parsed.long, weights: tableOf(parsed.long) },
      topics: topicTableOf(parsed.topics),
    };
  } catch (cause) {
    throw new CallwardenError('CW_MODEL_CORRUPT', `${file} is not a gate model.`, { cause });
  }
}

function tableOf({ bits, scale, weights }: Pick<GateFile, 'bits' | 'scale' | 'weights'>): Float32Array {
  const table = int8Table({ scale, weights });
  if (table.length !== 1 << bits) throw new RangeError(`it has ${table.length} weights`);
  return table;
}
