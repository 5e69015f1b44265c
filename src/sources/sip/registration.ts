import { type Core, Registerer, RegistererState, type UserAgent } from 'sip.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { backoffMs, pause } from '../backoff.js';

/** A server that refuses us is not asked more often than this, ms: it might lock the account or our address. */
const REFUSED_MS = 60_000;

/** A registration that held for so long ends the back-off; one that is lost at once is an attempt like any other, ms. */
const STEADY_MS = 10_000;

/** How long a server has to confirm that we leave, ms. */
const LEAVING_MS = 1000;

/** When a registration is repeated for certainty, ms. */
const CONFIRM_MS = 5000;

export interface RegistrationOptions {
  readonly expiresSeconds: number;
  readonly timeoutMs: number;
  /** The address for messages. */
  readonly server: string;
  readonly onUp: () => void;
  /** Not registered (any more); another attempt follows. */
  readonly onDown: (error: CallwardenError) => void;
}

/** Keeps an account registered: connects, registers, renews, and begins anew with back-off whatever broke. */
export async function keepRegistered(
  agent: UserAgent,
  options: RegistrationOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    const registerer = new Registerer(agent, { expires: options.expiresSeconds });
    try {
      await connect(agent, options);
      await register(registerer, options, signal);
      const upMs = performance.now();
      options.onUp();
      const confirming = confirm(registerer);
      await lost(agent, registerer, signal);
      clearTimeout(confirming);
      if (performance.now() - upMs >= STEADY_MS) attempt = 0;
      if (!signal.aborted)
        options.onDown(new CallwardenError('CW_SIP_UNREACHABLE', 'The SIP server went away.'));
    } catch (thrown) {
      if (signal.aborted) break;
      const error = asCallwardenError(thrown);
      options.onDown(error);
      // A late answer must not meet the next registration: it gets a connection of its own.
      await agent.transport.disconnect().catch(() => {});
      if (error.code !== 'CW_SIP_UNREACHABLE') await pause(REFUSED_MS, signal);
    } finally {
      const gone = takeLeave(registerer);
      if (signal.aborted) await gone;
    }
    if (!signal.aborted) await pause(backoffMs(attempt), signal);
  }
}

/** Gives the registration back to a server that may not answer. */
async function takeLeave(registerer: Registerer): Promise<void> {
  const limit = new AbortController();
  const gone = registerer.dispose().catch(() => {});
  await Promise.race([gone, pause(LEAVING_MS, limit.signal)]);
  limit.abort();
  // Without an answer the library keeps its timers, and with them this process, for as long as the registration held.
  registerer['clearTimers']();
}

async function connect(agent: UserAgent, { server }: RegistrationOptions): Promise<void> {
  try {
    await agent.transport.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallwardenError('CW_SIP_UNREACHABLE', `No SIP server answers at ${server}: ${reason}`, {
      cause,
    });
  }
}

function register(
  registerer: Registerer,
  { timeoutMs, server }: RegistrationOptions,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: CallwardenError) => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      registerer.stateChange.removeListener(look);
      if (error) reject(error);
      else resolve();
    };
    // After 423 (too short) the library asks again for as long as the server wants, and tells its delegate nothing.
    const look = (state: RegistererState) => {
      if (state === RegistererState.Registered) done();
    };
    registerer.stateChange.addListener(look);
    const stop = () => done(new CallwardenError('CW_ABORTED', 'The line was closed.'));
    const unreachable = (why: string) => done(new CallwardenError('CW_SIP_UNREACHABLE', why));
    const late = setTimeout(
      () => unreachable(`${server} did not answer the registration within ${timeoutMs} ms.`),
      timeoutMs,
    );
    signal.addEventListener('abort', stop);
    const requestDelegate = {
      onAccept: () => done(),
      onReject: ({ message }: Core.IncomingResponse) =>
        done(refusal(message.statusCode, message.reasonPhrase)),
    };
    registerer.register({ requestDelegate }).catch((cause) => unreachable(String(cause)));
  });
}

/** What the server's final answer to a registration means for us. */
function refusal(status = 0, reason = ''): CallwardenError {
  const login = status === 401 || status === 403 || status === 407;
  const passing = status === 408 || status >= 500;
  return new CallwardenError(
    login ? 'CW_SIP_LOGIN' : passing ? 'CW_SIP_UNREACHABLE' : 'CW_SIP_REFUSED',
    `The SIP server refuses the registration: ${status} ${reason}.`,
  );
}

/**
 * Registers once more a little later: a server that was just starting may take up an older registration of ours after the
 * new one, and would then call a connection that is gone until the next renewal.
 */
function confirm(registerer: Registerer): NodeJS.Timeout {
  return setTimeout(() => void registerer.register().catch(() => {}), CONFIRM_MS);
}

/** Resolves when the connection or the registration is gone, or the signal aborts. */
function lost(agent: UserAgent, registerer: Registerer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const up = agent.transport.isConnected() && registerer.state === RegistererState.Registered;
      if (up && !signal.aborted) return;
      agent.transport.stateChange.removeListener(look);
      registerer.stateChange.removeListener(look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    agent.transport.stateChange.addListener(look);
    registerer.stateChange.addListener(look);
    signal.addEventListener('abort', look);
    look();
  });
}
