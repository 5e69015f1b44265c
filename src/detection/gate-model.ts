import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../errors.js';

const GateFileSchema = Type.Object({
  format: Type.Literal('callwarden-gate'),
  version: Type.Literal(1),
  window: Type.Integer({ minimum: 8, maximum: 400, description: 'words, both parties counted' }),
  bits: Type.Integer({ minimum: 8, maximum: 22, description: 'log2 of the number of columns' }),
  shrink: Type.Number({ minimum: 0, description: 'added to the number of n-grams before the square root' }),
  bias: Type.Number(),
  calibration: Type.Object({ a: Type.Number({ exclusiveMinimum: 0 }), b: Type.Number() }),
  lexicon: Type.Record(Type.String(), Type.Number()),
  scale: Type.Number({ exclusiveMinimum: 0 }),
  weights: Type.String({ description: 'int8 in base64, times scale' }),
});

const validator = Compile(GateFileSchema);

/** The linear model of the gate: a weight for each column of hashed n-grams and for each lexicon signal. */
export interface GateModel extends Omit<Static<typeof GateFileSchema>, 'weights' | 'scale'> {
  readonly weights: Float32Array;
}

/**
 * Reads and checks a gate's JSON file.
 * @throws CallwardenError CW_MODEL_CORRUPT
 */
export async function readGateModel(file: string): Promise<GateModel> {
  try {
    const { weights, scale, ...rest } = validator.Parse(JSON.parse(await readFile(file, 'utf8')));
    const bytes = Buffer.from(weights, 'base64');
    if (bytes.length !== 1 << rest.bits) throw new RangeError(`it has ${bytes.length} weights`);
    const table = new Float32Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 1) table[i] = bytes.readInt8(i) * scale;
    return { ...rest, weights: table };
  } catch (cause) {
    throw new CallwardenError('CW_MODEL_CORRUPT', `${file} is not a gate model.`, { cause });
  }
}
