/** A table as a model's file has it: int8 in base64, times a scale. */
export function int8Table({
  weights,
  scale,
}: {
  readonly weights: string;
  readonly scale: number;
}): Float32Array {
  const bytes = Buffer.from(weights, 'base64');
  return Float32Array.from({ length: bytes.length }, (_, i) => bytes.readInt8(i) * scale);
}
