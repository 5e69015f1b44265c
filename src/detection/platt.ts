/** A raw score made comparable: calibrated log-odds = a * score + b. */
export interface PlattScale {
  readonly a: number;
  readonly b: number;
}

/** Log-odds beyond this are the same certainty; it also keeps every later sum finite. */
const LOGIT_LIMIT = 30;

export function sigmoid(logit: number): number {
  return logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
}

/** Log-odds of a probability, clamped to +-30. */
export function logOdds(probability: number): number {
  return clampLogit(Math.log(probability) - Math.log1p(-probability));
}

export function clampLogit(logit: number): number {
  return Math.min(LOGIT_LIMIT, Math.max(-LOGIT_LIMIT, logit));
}

/** Calibrated log-odds of a raw score, clamped to +-30; undefined when the score is not a number. */
export function calibrated(scale: PlattScale, score: number): number | undefined {
  const logit = scale.a * score + scale.b;
  return Number.isNaN(logit) ? undefined : clampLogit(logit);
}

/**
 * Fits P(scam | score) = sigmoid(a * score + b) by Newton's method with a backtracking line search and
 * Platt's softened targets, which keep separable data from running to infinity
 * (Lin, Lin and Weng, "A note on Platt's probabilistic outputs", 2007).
 * @param labels true for scam; as many as scores, both classes present.
 * @throws RangeError when the inputs differ in length, hold a non-finite score or only one class.
 */
export function fitPlatt(scores: readonly number[], labels: readonly boolean[]): PlattScale {
  const positives = labels.filter(Boolean).length;
  const negatives = labels.length - positives;
  if (scores.length !== labels.length) throw new RangeError('fitPlatt: one label per score is needed');
  if (positives === 0 || negatives === 0) throw new RangeError('fitPlatt: both classes are needed');
  if (!scores.every(Number.isFinite)) throw new RangeError('fitPlatt: every score must be finite');

  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const samples = scores.map((score, i) => ({ score, target: labels[i] === true ? high : low }));

  let a = 0;
  let b = Math.log((positives + 1) / (negatives + 1));
  let loss = crossEntropy(samples, a, b);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(samples, a, b);
    if (Math.abs(step.gradientA) < 1e-9 && Math.abs(step.gradientB) < 1e-9) break;
    let size = 1;
    for (; size > 1e-10; size /= 2) {
      const next = crossEntropy(samples, a + size * step.a, b + size * step.b);
      if (next < loss + 1e-4 * size * step.slope) {
        a += size * step.a;
        b += size * step.b;
        loss = next;
        break;
      }
    }
    if (size <= 1e-10) break;
  }
  return { a, b };
}

interface Sample {
  readonly score: number;
  readonly target: number;
}

function crossEntropy(samples: readonly Sample[], a: number, b: number): number {
  let sum = 0;
  for (const { score, target } of samples) {
    const logit = a * score + b;
    sum += Math.max(logit, 0) - target * logit + Math.log1p(Math.exp(-Math.abs(logit)));
  }
  return sum;
}

function newtonStep(samples: readonly Sample[], a: number, b: number) {
  let [gradientA, gradientB, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
  for (const { score, target } of samples) {
    const p = sigmoid(a * score + b);
    const curvature = p * (1 - p);
    gradientA += (p - target) * score;
    gradientB += p - target;
    haa += curvature * score * score;
    hab += curvature * score;
    hbb += curvature;
  }
  const determinant = haa * hbb - hab * hab;
  const stepA = -(hbb * gradientA - hab * gradientB) / determinant;
  const stepB = -(haa * gradientB - hab * gradientA) / determinant;
  return { a: stepA, b: stepB, gradientA, gradientB, slope: gradientA * stepA + gradientB * stepB };
}
