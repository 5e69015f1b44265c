/** How far back answers count, ms of call: chosen on the dev split, training/judge/README.md has what it is worth. */
const RECENT_MS = 60_000;

interface Answer {
  readonly atMs: number;
  readonly logit: number;
}

/**
 * What the judge makes of a call lately: the mean of its answers of a minute. Each alone is noisy, and a call's risk is the
 * highest it ever was, so that of many answers the one that errs most would decide. Pure; one for each call.
 */
export class RecentAnswers {
  #answers: Answer[] = [];

  /** @returns the mean, log-odds @param atMs position of the call @param logit calibrated log-odds */
  take(atMs: number, logit: number): number {
    this.#answers = [...this.#answers.filter((answer) => answer.atMs > atMs - RECENT_MS), { atMs, logit }];
    return this.#answers.reduce((sum, answer) => sum + answer.logit, 0) / this.#answers.length;
  }
}
