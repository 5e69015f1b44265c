import { isRtcp, RtpPacket as WirePacket } from 'rtp.js/packets';

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

const PADDING_BIT = 0x20;

/**
 * Reads a datagram as RTP; undefined when it is none: too short, of another version, RTCP, or with lengths that do
 * not fit. Never throws, whatever the bytes are: they come from the network.
 */
export function parseRtp(datagram: Uint8Array): RtpPacket | undefined {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  try {
    // RTCP on the same port (RFC 5761, section 4) has the same version.
    if (isRtcp(view)) return undefined;
    const packet = new WirePacket(view);
    // Padding counts its own last byte: none at all is no length (RFC 3550, section 5.1).
    if (view.getUint8(0) & PADDING_BIT && packet.getPadding() === 0) return undefined;
    return {
      payloadType: packet.getPayloadType(),
      marker: packet.getMarker(),
      sequence: packet.getSequenceNumber(),
      timestamp: packet.getTimestamp(),
      ssrc: packet.getSsrc(),
      payload: bytesOf(packet.getPayload()),
    };
  } catch {
    return undefined;
  }
}

/** The bytes of a packet without contributors, extension or padding: what we send ourselves. */
export function encodeRtp({
  payloadType,
  marker,
  sequence,
  timestamp,
  ssrc,
  payload,
}: RtpPacket): Uint8Array {
  const packet = new WirePacket();
  packet.setPayloadType(payloadType);
  packet.setMarker(marker);
  packet.setSequenceNumber(sequence);
  packet.setTimestamp(timestamp);
  packet.setSsrc(ssrc);
  packet.setPayload(new DataView(payload.buffer, payload.byteOffset, payload.byteLength));
  return bytesOf(packet.getView());
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
