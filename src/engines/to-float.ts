/**
 * 16-bit samples as -1..1: onnxruntime engines take nothing else.
 * @param floats as long as the samples; one that is used again where the engine copies it saves much garbage
 */
export function toFloat(samples: Int16Array, floats = new Float32Array(samples.length)): Float32Array {
  for (let i = 0; i < samples.length; i++) floats[i] = (samples[i] ?? 0) / 32_768;
  return floats;
}
