import type { Socket } from 'node:dgram';
import { decodeMuLaw } from '../../../src/audio/g711.js';
import { parseRtp, type RtpPacket } from '../../../src/sources/rtp/packet.js';
import { openUdpSocket } from '../../../src/sources/rtp/udp-socket.js';
import { wrappedDistance } from '../../../src/sources/rtp/unwrap.js';

/** Where a phone of the tests listens: keeps every RTP packet that the PBX sends it, with the time it came. */
export class PhoneEar implements AsyncDisposable {
  readonly packets: { readonly packet: RtpPacket; readonly port: number; readonly atMs: number }[] = [];

  private closed = false;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (datagram, { port }) => {
      const packet = parseRtp(datagram);
      if (packet) this.packets.push({ packet, port, atMs: performance.now() });
    });
  }

  static async open(): Promise<PhoneEar> {
    return new PhoneEar(await openUdpSocket('127.0.0.1', [0, 0]));
  }

  get port(): number {
    return this.socket.address().port;
  }

  /**
   * Packets that are missing between one and the next of a leg. The PBX has a port for each leg, and changes the SSRC
   * when it passes packets through instead of making them, and back: numbers compare within one SSRC only. Now and then it
   * keeps the SSRC and numbers anew; then the time between the two packets says how many there should have been.
   */
  get lost(): number {
    let lost = 0;
    const last = new Map<number, PhoneEar['packets'][number]>();
    for (const one of this.packets) {
      const before = last.get(one.port);
      if (before?.packet.ssrc === one.packet.ssrc) lost += missingBetween(before, one);
      last.set(one.port, one);
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

const PACKET_MS = 20;
/** Packets that may come late at once on a busy machine. */
const BURST = 50;

function missingBetween(before: PhoneEar['packets'][number], next: PhoneEar['packets'][number]): number {
  const missing = wrappedDistance(before.packet.sequence, next.packet.sequence, 16) - 1;
  const inTime = Math.floor((next.atMs - before.atMs) / PACKET_MS);
  return Math.max(0, missing <= inTime + BURST ? missing : inTime - 2);
}
