/** What the service and the judge engine say to each other. Everything here survives structured cloning. */

/** The parties, spelled out here because engines import no stage. */
export type JudgeParty = 'remote' | 'local' | 'mixed';

/** One turn as the model reads it: text prepared by the asking side. */
export interface JudgePiece {
  readonly party: JudgeParty;
  readonly text: string;
}

/** The three verdicts, each a token, a word or a probability. */
export interface Verdicts<T> {
  readonly scam: T;
  readonly uncertain: T;
  readonly legitimate: T;
}

/** Special tokens of the project's own judge (prompts/compact.json). */
export interface CompactPrompt {
  readonly kind: 'compact';
  readonly start: string;
  readonly party: Readonly<Record<JudgeParty, string>>;
  readonly question: string;
  readonly verdicts: Verdicts<string>;
  /** Share of `uncertain` that counts as scam in the score, 0 to 1. */
  readonly uncertainAsScam: number;
}

/** Texts for an instruction-tuned model (prompts/chat.json and the texts beside it). */
export interface ChatPrompt {
  readonly kind: 'chat';
  readonly rubric: string;
  /** With {{scam}}, {{uncertain}} and {{legitimate}} where the verdict words go. */
  readonly question: string;
  /** Asks for the explanation's JSON. */
  readonly explain: string;
  readonly party: Readonly<Record<JudgeParty, string>>;
  readonly answerPrefix: string;
  readonly verdictWords: readonly Verdicts<string>[];
  /** Share of `uncertain` that counts as scam in the score, 0 to 1. */
  readonly uncertainAsScam: number;
}

export interface JudgeEngineInit {
  /** Path of a GGUF file. */
  readonly modelPath: string;
  readonly prompt: CompactPrompt | ChatPrompt;
  /** Tokens one call may fill, the question and the explanation included. */
  readonly contextTokens: number;
  /** Calls whose prompts stay cached at the same time. */
  readonly sequences: number;
  readonly threads: number;
  /** What the explanation may name: identifiers of taxonomy.json. */
  readonly categories: readonly string[];
  readonly signals: readonly string[];
}

/** The whole prompt every time: an engine that was started again needs nothing else. */
export interface AssessPayload {
  readonly callId: string;
  readonly pieces: readonly JudgePiece[];
}

export interface AssessResult {
  readonly probabilities: Verdicts<number>;
  /** Log-odds of scam, with the share of `uncertain` that the prompt counts as such, against the rest, in nats. */
  readonly logit: number;
  /** Tokens evaluated for this answer. */
  readonly evaluated: number;
  /** Tokens of the whole prompt, question included: what an empty cache would have cost. */
  readonly whole: number;
}

export interface ExplainPayload extends AssessPayload {
  /** Time the answer may take, in ms. */
  readonly deadlineMs: number;
}

/** Undefined explanation: out of time, or no valid JSON within the tokens allowed. */
export interface ExplainResult {
  readonly explanation: { readonly category: string; readonly signals: readonly string[] } | undefined;
  /** Tokens evaluated, those of the answer included. */
  readonly evaluated: number;
  /** The same for an empty cache. */
  readonly whole: number;
}

export interface ForgetPayload {
  readonly callId: string;
}
