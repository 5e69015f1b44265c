import type { Config } from './schema.js';

/** The longest that the configuration allows, ms. */
const PATIENCE_MS = 120_000;

/** Off the line every answer of the judge is waited for, so that a busy machine gives the same result. */
export function patient(config: Config): Config {
  return { ...config, detection: { ...config.detection, judgeDeadlineMs: PATIENCE_MS } };
}
