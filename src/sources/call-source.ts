import type { Frame } from '../audio/frame.js';
import type { Party } from '../audio/party.js';
import type { AutomaticAction } from '../config/asterisk-line.js';

/** Who is at one end of a call, as far as the line says. */
export interface Endpoint {
  readonly number?: string;
  readonly name?: string;
}

/** What can be done to a call, where its line allows it and the configuration asks for it. */
export interface CallActions {
  /** Plays a warning that only the protected party hears. Resolves when it has been played. */
  warn?(signal?: AbortSignal): Promise<void>;
  /** Ends the call for both parties. */
  hangUp?(): Promise<void>;
  /** Sets the variable of the protected party's channel that the configuration names. */
  setVariable?(value: string): Promise<void>;
  /** Sends a text message to the phone of the protected party. */
  sendText?(text: string): Promise<void>;
}

/** A key of a telephone that a party pressed during the call. What it was may be a secret: redact it like spoken digits. */
export interface PressedKey {
  readonly party: Party;
  /** One of `0`-`9`, `*`, `#`, `A`-`D`. */
  readonly digit: string;
  /** ms since the call began. */
  readonly atMs: number;
  readonly durationMs?: number;
}

/** A call on a live line, tapped: reading it or not reading it never changes the call itself. */
export interface LiveCall {
  /** Unique among the calls of this process. */
  readonly callId: string;
  /** The line's name in the configuration. */
  readonly line: string;
  readonly startedAt: Date;
  readonly direction: 'inbound' | 'outbound' | 'unknown';
  readonly remote: Endpoint;
  readonly local: Endpoint;
  /**
   * Audio of all parties in time order, 16 kHz, times since the call began. To be taken once; it ends when the
   * call does, and leaving the loop ends the tap (not the call).
   */
  readonly frames: AsyncIterable<Frame>;
  /** Keys pressed, on lines that tell them; ends with the call. Nobody has to read them. */
  readonly keys?: AsyncIterable<PressedKey>;
  readonly actions: CallActions;
  /** What the line wants done by itself at an alert of each level, as far as `actions` has it. */
  readonly onAlert?: Readonly<Record<'suspicious' | 'scam', readonly AutomaticAction[]>>;
}

export interface SourceHealth {
  readonly state: 'starting' | 'up' | 'reconnecting' | 'down' | 'closed';
  /** One sentence for the health page when it is not up. */
  readonly reason?: string;
  /** Calls tapped now. */
  readonly calls: number;
  /** Calls not listened to since the start because of `privacy`, on lines that count them. */
  readonly leftAlone?: number;
}

/** Where live calls come from: a PBX, a SIP account, a stream server, a microphone. */
export interface CallSource extends AsyncDisposable {
  readonly name: string;
  /** Calls as they begin. Outages are bridged inside; it ends when the source is closed or the signal fires. */
  calls(signal: AbortSignal): AsyncIterable<LiveCall>;
  health(): SourceHealth;
  /** Detaches from all calls and leaves nothing behind on the PBX. Idempotent. */
  close(): Promise<void>;
}
