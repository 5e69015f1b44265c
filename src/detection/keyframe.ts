/** When the larger model is woken. Logits are of the gate. */
export interface KeyframeRule {
  /** Words heard before the look that every call gets, whatever woke the judge before. */
  readonly firstLookWords: number;
  /** While the window at hand is at or above this logit, every piece is looked at. */
  readonly elevated: number;
}

/** Chosen on the dev split: training/gate/README.md says what it saves and what that costs. */
export const KEYFRAME_RULE: KeyframeRule = { firstLookWords: 40, elevated: -0.5 };

/** What one piece of speech brought. */
export interface KeyframeCue {
  /** Signals of the other side that were not standing already. */
  readonly newSignals: number;
  /** Logit of the window now; what was said before and is over wakes nobody. */
  readonly windowLogit: number;
  /** Words of the call so far. */
  readonly words: number;
}

/** Decides, piece by piece, whether it is a keyframe. Pure; one for each call. */
export class Keyframes {
  readonly #rule: KeyframeRule;
  #looked = false;

  constructor(rule: KeyframeRule = KEYFRAME_RULE) {
    this.#rule = rule;
  }

  /** Reasons to wake the judge now; none when it may sleep on. */
  reasons({ newSignals, windowLogit, words }: KeyframeCue): string[] {
    const reasons: string[] = [];
    if (newSignals > 0) reasons.push('signal');
    if (windowLogit >= this.#rule.elevated) reasons.push('elevated');
    if (!this.#looked && words >= this.#rule.firstLookWords) {
      reasons.push('first-words');
      this.#looked = true;
    }
    return reasons;
  }
}
