import { asCallwardenError } from '../../errors.js';

/** What one check found. `warn`: it works, but less well, or a choice is missing that not everybody needs. */
export interface Finding {
  /** Stable, for scripts. */
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do, when something is to be done. */
  readonly advice?: string;
}

export type Check = (signal: AbortSignal) => Promise<readonly Finding[]>;

/** Runs the checks in turn; one that throws is a failed finding and not the end of the list. */
export async function examine(
  checks: Readonly<Record<string, Check>>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [id, check] of Object.entries(checks)) {
    try {
      findings.push(...(await check(signal)));
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      if (signal.aborted) throw error;
      findings.push({ id, title: id, status: 'fail', detail: error.message });
    }
  }
  return findings;
}

/** The worst status of all. */
export function verdict(findings: readonly Finding[]): Finding['status'] {
  if (findings.some(({ status }) => status === 'fail')) return 'fail';
  return findings.some(({ status }) => status === 'warn') ? 'warn' : 'ok';
}
