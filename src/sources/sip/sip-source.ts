import type { Invitation, Session, SessionDescriptionHandler, UserAgent } from 'sip.js';
import type { SipLine } from '../../config/sip-line.js';
import { asCallwardenError, CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { CallSource, LiveCall, SourceHealth } from '../call-source.js';
import { CallTable, type Membership } from '../call-table.js';
import { listenToAll, type MayListen } from '../listening-policy.js';
import { mediaPortRange, type PortRange } from '../media-ports.js';
import { oncePerPeer } from '../once-per-peer.js';
import type { PushedCall } from '../pushed-call.js';
import { type AnsweredLeg, prepareAnswer } from './answer.js';
import { keepRegistered } from './registration.js';
import { openUserAgent, ourHost } from './user-agent.js';

/** Closing waits no longer than this for a server to take its leave, ms. */
const CLOSING_MS = 2000;

/** `486 Busy Here`, `488 Not Acceptable Here`, `603 Decline` (RFC 3261, sections 21.4 and 21.6). */
const STATUS = { busy: 486, notAcceptable: 488, decline: 603 } as const;

/** A SIP account whose calls are answered and heard: for PBXes without ARI, as a forked leg or in a conference. */
export class SipSource implements CallSource {
  readonly name: string;
  readonly #stop = new AbortController();
  readonly #ports: PortRange;
  readonly #calls: CallTable;
  readonly #reportCall: (error: CallwardenError) => void;
  readonly #fresh: AsyncQueue<LiveCall>;
  readonly #told = new WeakSet<PushedCall>();
  readonly #legs = new Map<Session, AnsweredLeg>();
  #health: Pick<SourceHealth, 'state' | 'reason'> = { state: 'starting' };
  #running: Promise<void> | undefined;

  /**
   * @param report hears of what keeps the account from being registered, each time anew, and of calls that cannot be heard,
   *   once of each kind
   * @throws CallwardenError CW_CONFIG_INVALID when the line contradicts itself
   */
  constructor(
    private readonly line: SipLine,
    private readonly report: (error: CallwardenError) => void = () => {},
    mayListen: MayListen = listenToAll,
  ) {
    this.name = line.name;
    this.#ports = mediaPortRange(line);
    const once = oncePerPeer(report);
    this.#reportCall = (error) => once(error, line.name);
    this.#calls = new CallTable(line.name, line.maxCalls, mayListen);
    this.#fresh = new AsyncQueue<LiveCall>(line.maxCalls, 'drop-oldest');
  }

  /** @throws CallwardenError CW_CONFIG_INVALID when the account cannot be written as an address, or `caFile` not be read */
  async *calls(signal: AbortSignal): AsyncGenerator<LiveCall> {
    const close = () => void this.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    try {
      this.#running ??= this.#run();
      this.#running.then(
        () => this.#fresh.end(),
        (error) => {
          this.#health = { state: 'down', reason: asCallwardenError(error).message };
          this.#fresh.fail(error);
        },
      );
      yield* this.#fresh;
    } finally {
      signal.removeEventListener('abort', close);
      await this.close();
    }
  }

  health(): SourceHealth {
    return { ...this.#health, calls: this.#calls.size };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running?.catch(() => {});
    // A line that failed goes on saying why.
    if (this.#health.state !== 'down') this.#health = { state: 'closed' };
    this.#fresh.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { line } = this;
    const agent = openUserAgent(line, {
      descriptionOf: (session) => this.#descriptionOf(session),
      onInvite: (invitation) => void this.#answer(invitation),
    });
    await agent.start().catch(() => {});
    await keepRegistered(
      agent,
      {
        expiresSeconds: line.expiresSeconds,
        timeoutMs: line.timeoutMs,
        server: line.server,
        onUp: () => {
          this.#health = { state: 'up' };
        },
        onDown: (error) => {
          if (this.#health.reason !== error.message) this.report(error);
          this.#health = { state: 'reconnecting', reason: error.message };
        },
      },
      this.#stop.signal,
    );
    await this.#takeLeave(agent);
  }

  /** Hangs up our own legs, then lets go of the server: it must not be able to hold us up. */
  async #takeLeave(agent: UserAgent): Promise<void> {
    const leaving = Promise.allSettled([...this.#legs.values()].map((leg) => leg.leave())).then(() =>
      agent.stop(),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    await Promise.race([leaving, late]).catch(() => {});
    clearTimeout(timer);
    for (const leg of this.#legs.values()) leg.description.close();
    this.#calls.clear();
  }

  #descriptionOf(session: Session): SessionDescriptionHandler {
    const leg = this.#legs.get(session);
    if (!leg) throw new CallwardenError('CW_SIP_MEDIA', 'A call has no leg.');
    return leg.description;
  }

  async #answer(invitation: Invitation): Promise<void> {
    let leg: AnsweredLeg;
    try {
      leg = prepareAnswer(invitation, {
        calls: this.#calls,
        host: ourHost(this.line, invitation.userAgent),
        ports: this.#ports,
        silentMs: this.line.silentSeconds * 1000,
        onAnswered: (membership) => this.#tell(membership),
        report: this.#reportCall,
      });
    } catch (thrown) {
      const error = asCallwardenError(thrown);
      this.#reportCall(error);
      await invitation.reject({ statusCode: refusalOf(error) }).catch(() => {});
      return;
    }
    this.#legs.set(invitation, leg);
    invitation.stateChange.addListener((state) => {
      if (state === 'Terminated') this.#legs.delete(invitation);
    });
    await leg.accept();
  }

  /** A call of two legs is told with the first that is answered. */
  #tell({ call }: Membership): void {
    if (this.#told.has(call)) return;
    this.#told.add(call);
    void this.#fresh.push(call);
  }
}

function refusalOf({ code }: CallwardenError): number {
  if (code === 'CW_SIP_MEDIA') return STATUS.notAcceptable;
  return code === 'CW_CALL_PRIVATE' ? STATUS.decline : STATUS.busy;
}
