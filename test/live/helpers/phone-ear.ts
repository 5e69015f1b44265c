import type { Socket } from 'node:dgram';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { parseRtp, type RtpPacket } from '../../../src/sources/rtp/packet.js';
import { openUdpSocket } from '../../../src/sources/rtp/udp-socket.js';

/** Where a phone of the tests listens: keeps every RTP packet that the PBX sends it, with the time it came. */
export class PhoneEar implements AsyncDisposable {
  readonly packets: { readonly packet: RtpPacket; readonly atMs: number }[] = [];

  private closed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (datagram) => {
      const packet = parseRtp(datagram);
      if (packet) this.packets.push({ packet, atMs: performance.now() });
    });
  }

  static async open(): Promise<PhoneEar> {
    return new PhoneEar(await openUdpSocket('127.0.0.1', [0, 0]));
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Packets that are missing between the first and the last of each SSRC. */
  get lost(): number {
    let lost = 0;
    const last = new Map<number, number>();
    for (const { packet } of this.packets) {
      const before = last.get(packet.ssrc);
      if (before !== undefined) lost += ((packet.sequence - before) & 0xffff) - 1;
      last.set(packet.ssrc, packet.sequence);
    }
    return lost;
  }

  /** Everything heard since a moment, 8 kHz. */
  heard(sinceMs = 0): Int16Array {
    const payloads = this.packets.filter(({ atMs }) => atMs >= sinceMs).map(({ packet }) => packet.payload);
    return decodeMuLaw(Buffer.concat(payloads));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }
}
