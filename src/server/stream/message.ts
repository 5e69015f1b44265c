import type { StreamMessages } from '../schemas/stream.js';

/** A message of the event stream, written once for everybody who gets it. */
export interface StreamMessage {
  readonly id: number;
  readonly event: keyof StreamMessages;
  /** The call it is about; undefined when it is about none. */
  readonly callId: string | undefined;
  readonly bytes: Buffer;
}

/** What a listener follows: one call, or what a list of calls needs. */
export interface Topic {
  readonly callId: string | undefined;
}

export function writeMessage<K extends keyof StreamMessages>(
  id: number,
  event: K,
  data: StreamMessages[K],
  callId?: string,
): StreamMessage {
  return {
    id,
    event,
    callId,
    bytes: Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
  };
}

/** Whether a listener gets a message; see `StreamMessages`. */
export function follows({ callId }: Topic, message: StreamMessage): boolean {
  if (message.event === 'reset') return true;
  if (callId === undefined) return message.event !== 'event';
  return message.callId === callId && message.event !== 'alert';
}
