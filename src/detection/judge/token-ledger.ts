/** Tokens spent on a number of questions, and what they would have cost without the cached prefix. */
export interface TokenCount {
  readonly evaluated: number;
  /** The re-evaluate-everything way: the whole prompt again at each question. */
  readonly whole: number;
  /** evaluated / whole, 0 before the first question. The bar for a 3-minute call is 0.2. */
  readonly share: number;
}

/** Adds up what the judge's answers cost. */
export class TokenLedger {
  private evaluated = 0;
  private whole = 0;

  add(cost: { readonly evaluated: number; readonly whole: number }): void {
    this.evaluated += cost.evaluated;
    this.whole += cost.whole;
  }

  count(): TokenCount {
    const { evaluated, whole } = this;
    return { evaluated, whole, share: whole === 0 ? 0 : evaluated / whole };
  }
}
