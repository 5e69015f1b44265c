import { createSocket, type Socket } from 'node:dgram';
import { CallwardenError } from '../../errors.js';
import { mediaPortError } from '../media-port-error.js';
import type { PortRange } from '../media-ports.js';

/** Kernel buffer of a socket, bytes: while this process stands still, seconds of audio wait here. */
const RECEIVE_BUFFER = 1 << 20;

/**
 * Opens a UDP socket on the first free port of a range.
 * @param ports `[low, high]`, both inclusive; `[0, 0]` for any free port. RTP wants even ones (RFC 3550, section 11).
 * @throws CallwardenError CW_LINE_MEDIA_PORT when all are taken, or the address is not ours
 */
export async function openUdpSocket(host: string, ports: PortRange): Promise<Socket> {
  const [low, high] = ports;
  if (low + (low % 2) > high) {
    throw new CallwardenError(
      'CW_LINE_MEDIA_PORT',
      `No even port is among ${low} to ${high} (\`mediaPorts\`): RTP takes every second one.`,
    );
  }
  for (let port = low + (low % 2); ; port += 2) {
    const socket = createSocket({
      type: host.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER,
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind(port, host, () => {
          socket.off('error', reject);
          resolve();
        });
      });
      return socket;
    } catch (error) {
      socket.close();
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port + 2 > high) throw mediaPortError(error, host, ports);
    }
  }
}
