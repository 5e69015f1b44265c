import { sigmoid } from '../../detection/platt.js';

export interface LogisticFit {
  readonly bias: number;
  /** One for each feature. */
  readonly weights: readonly number[];
}

/** Keeps separable data from running to infinity; small beside a few hundred calls. */
const RIDGE = 1e-2;
const ITERATIONS = 60;

/**
 * Logistic regression by Newton's method with a ridge on the weights. A weight that would come out negative is held
 * at 0, because no detector of ours may count against its own evidence. Deterministic.
 * @param rows features of each call, all of the same length
 * @throws RangeError when lengths differ, a value is not finite or only one class is there
 */
export function fitLogistic(rows: readonly (readonly number[])[], labels: readonly boolean[]): LogisticFit {
  const size = rows[0]?.length ?? 0;
  const positives = labels.filter(Boolean).length;
  if (rows.length !== labels.length) throw new RangeError('fitLogistic: one label per row is needed');
  if (positives === 0 || positives === labels.length)
    throw new RangeError('fitLogistic: both classes are needed');
  if (!rows.every((row) => row.length === size && row.every(Number.isFinite)))
    throw new RangeError('fitLogistic: every row needs the same number of finite values');

  let used = Array.from({ length: size }, (_, i) => i);
  for (;;) {
    const fitted = newton(
      rows.map((row) => [1, ...used.map((i) => row[i] ?? 0)]),
      labels,
    );
    const [bias = 0, ...found] = fitted;
    const kept = used.filter((_, k) => (found[k] ?? 0) >= 0);
    if (kept.length === used.length) {
      const weights = Array.from({ length: size }, (_, i) => found[used.indexOf(i)] ?? 0);
      return { bias, weights };
    }
    used = kept;
  }
}

/** The first feature is the constant of the bias, which has no ridge. */
function newton(rows: readonly (readonly number[])[], labels: readonly boolean[]): number[] {
  const size = rows[0]?.length ?? 1;
  let weights = Array<number>(size).fill(0);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gradient = weights.map((weight, i) => (i === 0 ? 0 : RIDGE * weight));
    const curvature = weights.map((_, i) =>
      weights.map((_, j): number => (i !== j ? 0 : i === 0 ? 1e-9 : RIDGE)),
    );
    for (const [n, row] of rows.entries()) {
      const p = sigmoid(dot(weights, row));
      const error = p - (labels[n] === true ? 1 : 0);
      for (let i = 0; i < size; i++) {
        gradient[i] = (gradient[i] ?? 0) + error * (row[i] ?? 0);
        const line = curvature[i];
        if (!line) continue;
        for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + p * (1 - p) * (row[i] ?? 0) * (row[j] ?? 0);
      }
    }
    const step = solve(curvature, gradient);
    // A step far beyond what data can say is a sign of a flat region: it is shortened, never refused.
    const longest = Math.max(1, ...step.map((value) => Math.abs(value) / 5));
    weights = weights.map((weight, i) => weight - (step[i] ?? 0) / longest);
    if (Math.max(...step.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

/** Gaussian elimination with pivoting; the matrix is small, symmetric and positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const at = (r: number) => Math.abs(rows[r]?.[column] ?? 0);
    let pivot = column;
    for (let r = column + 1; r < size; r++) if (at(r) > at(pivot)) pivot = r;
    const [a, b] = [rows[column] ?? [], rows[pivot] ?? []];
    [rows[column], rows[pivot]] = [b, a];
    for (let r = 0; r < size; r++) {
      const row = rows[r];
      if (r === column || !row) continue;
      const factor = (row[column] ?? 0) / (b[column] || 1e-12);
      for (let c = column; c <= size; c++) row[c] = (row[c] ?? 0) - factor * (b[c] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] || 1e-12));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
