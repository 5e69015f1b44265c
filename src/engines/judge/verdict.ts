import type { Verdicts } from './protocol.js';

/**
 * Probabilities of the verdicts among themselves, from their raw logits (softmax over the three).
 * @param uncertainAsScam share of `uncertain` that counts as scam, 0 to 1
 * @throws RangeError when a logit is not a number: a broken model must never look like a verdict
 */
export function verdictProbabilities(
  logits: Verdicts<number>,
  uncertainAsScam: number,
): {
  probabilities: Verdicts<number>;
  /** Log-odds of scam, with that share of `uncertain`, against the rest, in nats. */
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
    logit:
      logSumExp(logits.scam, logits.uncertain + Math.log(uncertainAsScam)) -
      logSumExp(logits.legitimate, logits.uncertain + Math.log(1 - uncertainAsScam)),
  };
}

function logSumExp(a: number, b: number): number {
  const highest = Math.max(a, b);
  return highest + Math.log(Math.exp(a - highest) + Math.exp(b - highest));
}
