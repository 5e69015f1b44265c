import type { Budget } from '../../evaluation/calibrate/budget.js';
import type { Split } from '../../evaluation/manifest/labelled-call.js';

/** What `callwarden evaluate` is given besides its manifests. */
export interface EvaluateFlags {
  readonly out?: string;
  readonly from?: string;
  readonly split?: Split | 'all';
  readonly limit?: number;
  readonly seed: number;
  readonly realtime?: true;
  readonly ablate?: true;
  readonly rubric: readonly string[];
  readonly json?: true;
  readonly calibrate?: true;
  readonly budget: Budget;
  readonly calibration?: string;
  readonly writeCalibration?: string;
  readonly config?: string;
  readonly ear?: string;
  readonly gate?: string;
  /** Commander: `--no-judge` gives false. */
  readonly judge?: string | boolean;
}
