/** Linear 16-bit samples as bytes, in either order. */
export function linearBytes(samples: Int16Array, order: 'big-endian' | 'little-endian'): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++) view.setInt16(2 * i, samples[i] ?? 0, order === 'little-endian');
  return bytes;
}
