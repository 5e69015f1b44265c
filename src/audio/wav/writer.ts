const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/**
 * A whole WAV file of 16-bit PCM.
 *
 * @param channels one array of samples a channel, all of the first one's length
 * @param sampleRateHz such as 16000, which whisper.cpp wants
 */
export function encodeWav(channels: readonly Int16Array[], sampleRateHz: number): Uint8Array {
  const length = channels[0]?.length ?? 0;
  const dataBytes = length * channels.length * SAMPLE_BYTES;
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  file.set(wavHeader(channels.length, sampleRateHz, dataBytes));
  const view = new DataView(file.buffer, HEADER_BYTES);
  channels.forEach((samples, channel) => {
    for (let i = 0; i < length; i++) {
      view.setInt16((i * channels.length + channel) * SAMPLE_BYTES, samples[i] ?? 0, true);
    }
  });
  return file;
}

/** The 44 bytes before the sound of a 16-bit PCM WAV file of at most 4 GiB. */
export function wavHeader(channels: number, sampleRateHz: number, dataBytes: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const tag = (offset: number, id: string) => header.set(Buffer.from(id, 'latin1'), offset);
  tag(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * SAMPLE_BYTES, true);
  view.setUint16(32, channels * SAMPLE_BYTES, true);
  view.setUint16(34, SAMPLE_BYTES * 8, true);
  tag(36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}
