import type { StreamsLine } from '../../config/streams-line.js';
import { CallwardenError } from '../../errors.js';
import { AsyncQueue } from '../../flow/async-queue.js';
import type { CallSource, LiveCall, SourceHealth } from '../call-source.js';
import { CallTable } from '../call-table.js';
import { listenToAll, type MayListen } from '../listening-policy.js';
import { oncePerPeer, type PeerReport } from '../once-per-peer.js';
import { AllowList, peerAddress, refuseOpenDoor } from './admission.js';
import { openAudioSocketDoor } from './audiosocket-door.js';
import { HalfOpen } from './half-open.js';
import type { Door, DoorOptions } from './stream-door.js';
import { openWebsocketDoor } from './websocket-door.js';

/** Where a stream server listens; undefined where it has no such door. */
export interface StreamPorts {
  readonly websocket: number | undefined;
  readonly audioSocket: number | undefined;
}

/** A server that PBXes and carriers send copies of their calls to. It only hears: nothing is ever sent back. */
export class StreamSource implements CallSource {
  readonly name: string;
  readonly #calls: CallTable;
  readonly #fresh: AsyncQueue<LiveCall>;
  readonly #halfOpen: HalfOpen;
  readonly #options: DoorOptions;
  #doors: { readonly websocket: Door | undefined; readonly audioSocket: Door | undefined } | undefined;
  #opening: Promise<StreamPorts> | undefined;
  #health: Pick<SourceHealth, 'state' | 'reason'> = { state: 'starting' };
  #closing: Promise<void> | undefined;

  /**
   * @param report hears once of each kind of fault of each peer
   * @throws CallwardenError CW_CONFIG_INVALID when the line would let everybody in, or nobody
   */
  constructor(
    private readonly line: StreamsLine,
    report: PeerReport,
    mayListen: MayListen = listenToAll,
  ) {
    refuseOpenDoor(line);
    refuseNoDoor(line);
    const once = oncePerPeer(report);
    this.name = line.name;
    this.#calls = new CallTable(line.name, line.maxCalls, mayListen);
    this.#fresh = new AsyncQueue<LiveCall>(line.maxCalls, 'drop-oldest');
    this.#halfOpen = new HalfOpen(line.maxHalfOpen, line.helloMs, (socket, why) => {
      const reason =
        why === 'deadline' ? `It began no call within ${line.helloMs} ms.` : 'It made room for newer ones.';
      once(new CallwardenError('CW_STREAM_SILENT', reason), peerAddress(socket.remoteAddress));
    });
    this.#options = {
      line,
      allow: new AllowList(line.allow),
      calls: this.#calls,
      halfOpen: this.#halfOpen,
      report: once,
      onCall: (call) => void this.#fresh.push(call),
    };
  }

  /** Opens the ports. Called by `calls`; may be called before, to know them. @throws CallwardenError CW_STREAM_LISTEN */
  listen(): Promise<StreamPorts> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async *calls(signal: AbortSignal): AsyncGenerator<LiveCall> {
    const close = () => void this.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      if (signal.aborted) return;
      await this.listen();
      yield* this.#fresh;
    } finally {
      signal.removeEventListener('abort', close);
      await this.close();
    }
  }

  health(): SourceHealth {
    return { ...this.#health, calls: this.#calls.size };
  }

  /** Connections that have not begun a call. */
  get halfOpen(): number {
    return this.#halfOpen.size;
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #open(): Promise<StreamPorts> {
    const { port, audioSocketPort } = this.line;
    try {
      const websocket = port === null ? undefined : await openWebsocketDoor(port, this.#options);
      this.#doors = { websocket, audioSocket: undefined };
      if (audioSocketPort !== null) {
        this.#doors = { websocket, audioSocket: await openAudioSocketDoor(audioSocketPort, this.#options) };
      }
    } catch (thrown) {
      this.#health = { state: 'down', reason: thrown instanceof Error ? thrown.message : String(thrown) };
      throw thrown;
    }
    this.#health = { state: 'up' };
    return { websocket: this.#doors.websocket?.port, audioSocket: this.#doors.audioSocket?.port };
  }

  async #shut(): Promise<void> {
    await this.#opening?.catch(() => {});
    // A line that failed goes on saying why.
    if (this.#health.state !== 'down') this.#health = { state: 'closed' };
    this.#halfOpen.clear();
    await Promise.all([this.#doors?.websocket?.close(), this.#doors?.audioSocket?.close()]);
    this.#calls.clear();
    this.#fresh.end();
  }
}

/** A line that nobody can reach would look well and hear nothing. */
function refuseNoDoor({ name, port, audioSocketPort }: StreamsLine): void {
  if (port !== null || audioSocketPort !== null) return;
  throw new CallwardenError(
    'CW_CONFIG_INVALID',
    `lines: ${name}: nobody can connect: give it a \`port\` or an \`audioSocketPort\`.`,
  );
}
