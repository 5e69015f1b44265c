/** One RTP packet (RFC 3550, section 5.1), its payload a view into the datagram. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits, wraps. */
  readonly sequence: number;
  /** 32 bits in units of the payload's clock, wraps. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 12;

/**
 * Reads a datagram as RTP; undefined when it is none: too short, of another version, RTCP, or with lengths that do
 * not fit. Never throws, whatever the bytes are: they come from the network.
 */
export function parseRtp(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.length < HEADER_BYTES) return undefined;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const first = view.getUint8(0);
  const second = view.getUint8(1);
  if (first >> 6 !== 2) return undefined;
  // RTCP on the same port: packet types 192 to 223 (RFC 5761, section 4).
  if (second >= 192 && second <= 223) return undefined;

  let start = HEADER_BYTES + 4 * (first & 0x0f);
  if (first & 0x10) {
    if (start + 4 > datagram.length) return undefined;
    start += 4 + 4 * view.getUint16(start + 2);
  }
  const padding = first & 0x20 ? view.getUint8(datagram.length - 1) : 0;
  const end = datagram.length - padding;
  if (start > end || (first & 0x20 && padding === 0)) return undefined;

  return {
    payloadType: second & 0x7f,
    marker: second >= 0x80,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.subarray(start, end),
  };
}

/** The bytes of a packet without contributors, extension or padding: what we send ourselves. */
export function encodeRtp(packet: RtpPacket): Uint8Array {
  const datagram = new Uint8Array(HEADER_BYTES + packet.payload.length);
  const view = new DataView(datagram.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f));
  view.setUint16(2, packet.sequence & 0xffff);
  view.setUint32(4, packet.timestamp >>> 0);
  view.setUint32(8, packet.ssrc >>> 0);
  datagram.set(packet.payload, HEADER_BYTES);
  return datagram;
}
