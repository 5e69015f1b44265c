import type { AddressInfo, Server, Socket } from 'node:net';
import type { StreamsLine } from '../../config/streams-line.js';
import { CallwardenError } from '../../errors.js';
import type { CallTable } from '../call-table.js';
import type { PeerReport } from '../once-per-peer.js';
import type { PushedCall } from '../pushed-call.js';
import type { AllowList } from './admission.js';
import type { HalfOpen } from './half-open.js';

/** What the doors of a stream server share: its limits, its calls, and where they tell what they refuse. */
export interface DoorOptions {
  readonly line: StreamsLine;
  readonly allow: AllowList;
  readonly calls: CallTable;
  readonly halfOpen: HalfOpen;
  readonly report: PeerReport;
  readonly onCall: (call: PushedCall) => void;
}

/** A listening server of one transport. */
export interface Door {
  readonly port: number;
  /** Ends all connections and stops listening. Idempotent. */
  close(): Promise<void>;
}

/** Stretches of the clock between two looks at the silent parties of a stream, ms. */
export const TICK_MS = 50;

/** A connection that says nothing at all, not even on TCP's question, is dead after about this, ms. */
const KEEP_ALIVE_MS = 30_000;

/** Prepares a fresh connection; false when its peer may not come in (it is cut off then). */
export function letIn(socket: Socket, peer: string, { allow, halfOpen, report }: DoorOptions): boolean {
  // A peer that goes away in the middle is no fault of ours; its `close` follows.
  socket.on('error', () => {});
  if (!allow.has(peer)) {
    report(new CallwardenError('CW_STREAM_PEER', `${peer} connected, but is not in \`allow\`.`), peer);
    socket.destroy();
    return false;
  }
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  halfOpen.add(socket);
  return true;
}

/** @throws CallwardenError CW_STREAM_LISTEN */
export async function listenOn(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CallwardenError('CW_STREAM_LISTEN', `Cannot listen on ${host}:${port}: ${reason}.`, { cause });
  }
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
