/** What the judge says of the call so far. The three probabilities sum to 1. */
export interface Assessment {
  readonly scam: number;
  readonly uncertain: number;
  readonly legitimate: number;
  /** Log-odds of scam, with the share of `uncertain` that the prompt counts as such, against the rest, in nats, before calibration. */
  readonly logit: number;
  /** When the last words judged were spoken, in ms since the call began. */
  readonly atMs: number;
  readonly model: string;
  /** SHA-256 (first 12 hex digits) over the rubric and template that asked the question. */
  readonly promptHash: string;
  /** Tokens evaluated for this answer, and what evaluating the whole prompt again would have cost. */
  readonly tokens: { readonly evaluated: number; readonly whole: number };
  /** Time from the request to the answer, in ms. */
  readonly elapsedMs: number;
}

/** Why the call looks like a scam: generated once per alert under a JSON-schema grammar. */
export interface Explanation {
  /** Category identifier in taxonomy.json. */
  readonly category: string;
  /** Signal identifiers in taxonomy.json. */
  readonly signals: readonly string[];
}
