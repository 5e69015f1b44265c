import { CallwardenError } from '../../errors.js';

export interface PbxRequest {
  /** What is asked, for the message, e.g. `GET /bridges`. */
  readonly what: string;
  /** Address of ARI, as the configuration has it. */
  readonly url: string;
  /** A PBX that hangs must not hang us, ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * One HTTP request to a PBX, answered in whatever way.
 * @throws CallwardenError CW_ABORTED, CW_PBX_SILENT, CW_PBX_UNREACHABLE
 */
export async function askPbx(
  address: string,
  init: RequestInit,
  { what, url, timeoutMs, signal }: PbxRequest,
): Promise<{ readonly response: Response; readonly text: string }> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address, {
      ...init,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      redirect: 'error',
    });
    return { response, text: await response.text() };
  } catch (thrown) {
    if (signal?.aborted) throw new CallwardenError('CW_ABORTED', `${what} was stopped.`);
    if (limit.aborted) {
      const silent = `The PBX has not answered ${what} for ${timeoutMs} ms.`;
      throw new CallwardenError('CW_PBX_SILENT', silent, { cause: thrown });
    }
    throw new CallwardenError('CW_PBX_UNREACHABLE', `No PBX at ${url}: ${reason(thrown)}.`, {
      cause: thrown,
    });
  }
}

/** What lies beneath fetch's "fetch failed". */
function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message || String(thrown.cause) : thrown.message;
}
