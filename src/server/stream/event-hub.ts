import type { Writable } from 'node:stream';
import type { StreamMessages } from '../schemas/stream.js';
import { follows, type StreamMessage, type Topic, writeMessage } from './message.js';
import { RingBuffer } from './ring-buffer.js';

export interface EventHubOptions {
  /** Messages kept for listeners that come back. */
  readonly kept?: number;
  /** A listener that leaves more than this unread is cut off, bytes. */
  readonly unreadBytes?: number;
  /** A comment is sent this often, so that proxies keep quiet streams and dead ones are noticed, ms; 0 for never. */
  readonly heartbeatMs?: number;
  /** The id before the first one. The wall clock by default, so that ids grow over restarts too. */
  readonly firstId?: number;
}

export interface ListenerOptions extends Topic {
  /** The last id the listener has seen; undefined when it is new. */
  readonly lastEventId?: string | undefined;
  /** Asked at every heartbeat: whether the listener may still listen. */
  readonly allowed?: () => boolean;
}

interface Listener {
  readonly topic: Topic;
  readonly to: Writable;
  readonly allowed: () => boolean;
}

const HEARTBEAT = Buffer.from(': \n\n');

/**
 * Gives every message to everybody who follows it, and to those who come back what they missed. Nobody is waited for:
 * what a listener has not read lies in its own stream, and beyond a limit the listener is cut off. It may come back and
 * resume.
 */
export class EventHub {
  /** Listeners cut off because they did not read. */
  cutOff = 0;
  private readonly listeners = new Set<Listener>();
  private readonly kept: RingBuffer<StreamMessage>;
  private readonly unreadBytes: number;
  private readonly heart: NodeJS.Timeout | undefined;
  private lastId: number;

  constructor({ kept = 4096, unreadBytes = 1 << 20, heartbeatMs = 15_000, firstId }: EventHubOptions = {}) {
    // A thousand messages a second for years stay below 2^53.
    this.lastId = firstId ?? Date.now() * 1000;
    this.kept = new RingBuffer(kept, this.lastId);
    this.unreadBytes = unreadBytes;
    if (heartbeatMs > 0) this.heart = setInterval(() => this.beat(), heartbeatMs).unref();
  }

  get size(): number {
    return this.listeners.size;
  }

  /** Id of the newest message: a state read now is as new as that. */
  get newestId(): number {
    return this.lastId;
  }

  /** Bytes that the slowest listener has not read. */
  get mostUnread(): number {
    return Math.max(0, ...[...this.listeners].map(({ to }) => to.writableLength));
  }

  publish<K extends keyof StreamMessages>(event: K, data: StreamMessages[K], callId?: string): void {
    const message = writeMessage(++this.lastId, event, data, callId);
    this.kept.push(message);
    for (const listener of this.listeners) {
      if (follows(listener.topic, message)) this.send(listener, message.bytes);
    }
  }

  /** Sends what was missed, then everything that comes, until the stream closes or is too slow. */
  listen(to: Writable, { callId, lastEventId, allowed = () => true }: ListenerOptions): void {
    const listener: Listener = { topic: { callId }, to, allowed };
    this.listeners.add(listener);
    to.once('close', () => this.listeners.delete(listener));
    // A broken connection is seen by its close; without a listener its error would end the process.
    to.on('error', () => {});
    const missed = lastEventId === undefined ? [] : this.kept.after(Number(lastEventId));
    if (missed === undefined) {
      this.send(listener, writeMessage(this.lastId, 'reset', {}).bytes);
    } else {
      // An id alone moves the place to resume from and is no message.
      const bytes = missed
        .filter((message) => follows(listener.topic, message))
        .map((message) => message.bytes);
      this.send(listener, Buffer.concat([...bytes, Buffer.from(`id: ${this.lastId}\n\n`)]));
    }
  }

  /** Nobody who comes back hears of this call any more. */
  forget(callId: string): void {
    this.kept.forget((message) => message.callId === callId);
  }

  /** Ends all streams. Idempotent. */
  close(): void {
    clearInterval(this.heart);
    for (const { to } of this.listeners) to.end();
    this.listeners.clear();
  }

  /** Tells every listener that the service lives; a timer does it. */
  beat(): void {
    for (const listener of this.listeners) {
      if (listener.allowed()) this.send(listener, HEARTBEAT);
      else listener.to.end();
    }
  }

  private send(listener: Listener, bytes: Buffer): void {
    const { to } = listener;
    if (to.destroyed || to.writableEnded) return;
    to.write(bytes);
    if (to.writableLength <= this.unreadBytes) return;
    this.cutOff++;
    this.listeners.delete(listener);
    to.destroy();
  }
}
