/** When the larger model is woken. Times are positions in the call, ms; logits are of the gate. */
export interface KeyframeRule {
  /** Words heard before the first look of a call in which nothing else happened. */
  readonly firstLookWords: number;
  /** A rise of the gate's logit by this much since the last look is worth another. */
  readonly rise: number;
  /** Below this logit a rise means nothing: quiet calls wander too. */
  readonly floor: number;
  /** At or above this logit the call is looked at again even if nothing is new … */
  readonly elevated: number;
  /** … but only after so many further words. */
  readonly relookWords: number;
  /** Looks of the last kind a call may cost. */
  readonly relookBudget: number;
}

/** Chosen on the dev split: see models/gate-en/README.md for what it saves and what that costs. */
export const KEYFRAME_RULE: KeyframeRule = {
  firstLookWords: 40,
  rise: 1.1,
  floor: -2.8,
  elevated: -0.5,
  relookWords: 60,
  relookBudget: 12,
};

/** What one piece of speech brought. */
export interface KeyframeCue {
  /** Signals of the other side that were not standing already. */
  readonly newSignals: number;
  /** Highest logit of the call so far, and that of the window now. */
  readonly logit: number;
  readonly windowLogit: number;
  /** Words of the call so far. */
  readonly words: number;
}

/** Decides, piece by piece, whether it is a keyframe. Pure; one for each call. */
export class Keyframes {
  readonly #rule: KeyframeRule;
  #looked = false;
  #lookedAtWords = 0;
  #lookedAtLogit = Number.NEGATIVE_INFINITY;
  #relooks = 0;

  constructor(rule: KeyframeRule = KEYFRAME_RULE) {
    this.#rule = rule;
  }

  /** Reasons to wake the judge now; none when it may sleep on. */
  reasons(cue: KeyframeCue): string[] {
    const rule = this.#rule;
    const reasons: string[] = [];
    if (cue.newSignals > 0) reasons.push('signal');
    if (cue.logit >= rule.floor && cue.logit - Math.max(this.#lookedAtLogit, rule.floor) >= rule.rise) {
      reasons.push('rise');
    }
    if (!this.#looked && cue.words >= rule.firstLookWords) reasons.push('first-words');
    if (reasons.length === 0 && this.#mayLookAgain(cue)) {
      reasons.push('elevated');
      this.#relooks += 1;
    }
    if (reasons.length > 0) {
      this.#looked ||= cue.words >= rule.firstLookWords;
      this.#lookedAtWords = cue.words;
      this.#lookedAtLogit = Math.max(this.#lookedAtLogit, cue.logit);
    }
    return reasons;
  }

  #mayLookAgain({ windowLogit, words }: KeyframeCue): boolean {
    const { elevated, relookWords, relookBudget } = this.#rule;
    return (
      windowLogit >= elevated && words - this.#lookedAtWords >= relookWords && this.#relooks < relookBudget
    );
  }
}
