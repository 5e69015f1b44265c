import type { Verdicts } from './protocol.js';

/**
 * Probabilities of the verdicts among themselves, from their raw logits (softmax over the three).
 * @throws RangeError when a logit is not a number: a broken model must never look like a verdict
 */
export function verdictProbabilities(logits: Verdicts<number>): {
  probabilities: Verdicts<number>;
  /** log p(scam) - log(p(uncertain) + p(legitimate)), in nats. */
  logit: number;
} {
  const highest = Math.max(logits.scam, logits.uncertain, logits.legitimate);
  if (!Number.isFinite(highest)) throw new RangeError('The model gave a logit that is not a number.');
  const scam = Math.exp(logits.scam - highest);
  const uncertain = Math.exp(logits.uncertain - highest);
  const legitimate = Math.exp(logits.legitimate - highest);
  const sum = scam + uncertain + legitimate;
  return {
    probabilities: { scam: scam / sum, uncertain: uncertain / sum, legitimate: legitimate / sum },
    // From the logits, not the probabilities: those underflow when the model is very sure.
    logit: logits.scam - logSumExp(logits.uncertain, logits.legitimate),
  };
}

function logSumExp(a: number, b: number): number {
  const highest = Math.max(a, b);
  return highest + Math.log(Math.exp(a - highest) + Math.exp(b - highest));
}
