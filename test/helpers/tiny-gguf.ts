import { writeFile } from 'node:fs/promises';

/**
 * Writes GGUF files (version 3, little endian) small enough for a test: random weights, real structure.
 * The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
 */

/** A metadata value; the GGUF type follows from its shape. */
export type GgufValue =
  | { readonly u32: number }
  | { readonly f32: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly i32s: readonly number[] };

export interface GgufTensor {
  readonly name: string;
  /** Fastest dimension first, as ggml counts. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const ALIGNMENT = 32;
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, array: 9 } as const;

/** The bytes of one GGUF file with F32 tensors. */
export function encodeGguf(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]) {
  const header: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length)];
  const entries = Object.entries(metadata);
  header.push(u64(entries.length));
  for (const [key, value] of entries) header.push(text(key), ...encodeValue(value));

  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
    offset = aligned(offset + data.byteLength);
  }
  const head = padded(Buffer.concat(header));
  const bodies = tensors.map(({ data }) =>
    padded(Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  );
  return Buffer.concat([head, ...bodies]);
}

export interface TinyLlamaOptions {
  /** Special tokens after the 256 bytes, in order; the compact template's by default. */
  readonly special?: readonly string[];
  /** Words that are one token of their own: the merges that build them letter by letter are added. */
  readonly words?: readonly string[];
  /** A Jinja chat template, as instruction-tuned models carry. */
  readonly chatTemplate?: string;
  readonly contextTokens?: number;
  readonly seed?: number;
}

export const COMPACT_TOKENS = [
  '<|call|>',
  '<|remote|>',
  '<|local|>',
  '<|mixed|>',
  '<|judge|>',
  '<|scam|>',
  '<|uncertain|>',
  '<|legitimate|>',
  '<|end|>',
] as const;

export const CHATML_TOKENS = ['<|im_start|>', '<|im_end|>'] as const;

export const CHATML_TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/** A llama of 2 layers and 64 dimensions with random weights and a byte-level vocabulary: about half a megabyte. */
export function tinyLlama(options: TinyLlamaOptions = {}): Buffer {
  const { special = COMPACT_TOKENS, words = [], contextTokens = 2048, seed = 7 } = options;
  const width = 64;
  const inner = 128;
  const layers = 2;
  const { tokens, merges } = vocabulary(words);
  const size = tokens.length + special.length;
  const end = size - 1;

  const random = normal(seed);
  const weights = (name: string, ...shape: number[]): GgufTensor => ({
    name,
    shape,
    data: Float32Array.from({ length: product(shape) }, () => random() * 0.4),
  });
  const ones = (name: string): GgufTensor => ({
    name,
    shape: [width],
    data: new Float32Array(width).fill(1),
  });
  const block = (n: number): GgufTensor[] => [
    ones(`blk.${n}.attn_norm.weight`),
    weights(`blk.${n}.attn_q.weight`, width, width),
    weights(`blk.${n}.attn_k.weight`, width, width),
    weights(`blk.${n}.attn_v.weight`, width, width),
    weights(`blk.${n}.attn_output.weight`, width, width),
    ones(`blk.${n}.ffn_norm.weight`),
    weights(`blk.${n}.ffn_gate.weight`, width, inner),
    weights(`blk.${n}.ffn_up.weight`, width, inner),
    weights(`blk.${n}.ffn_down.weight`, inner, width),
  ];
  const metadata: Record<string, GgufValue> = {
    'general.architecture': { text: 'llama' },
    'general.name': { text: 'tiny random llama' },
    'general.file_type': { u32: 0 },
    'llama.vocab_size': { u32: size },
    'llama.context_length': { u32: contextTokens },
    'llama.embedding_length': { u32: width },
    'llama.block_count': { u32: layers },
    'llama.feed_forward_length': { u32: inner },
    'llama.attention.head_count': { u32: 4 },
    'llama.attention.head_count_kv': { u32: 4 },
    'llama.attention.layer_norm_rms_epsilon': { f32: 1e-5 },
    'llama.rope.dimension_count': { u32: width / 4 },
    'tokenizer.ggml.model': { text: 'gpt2' },
    'tokenizer.ggml.pre': { text: 'gpt-2' },
    'tokenizer.ggml.tokens': { texts: [...tokens, ...special] },
    // 1 is an ordinary token, 3 a control token: never made from what somebody says.
    'tokenizer.ggml.token_type': { i32s: [...tokens.map(() => 1), ...special.map(() => 3)] },
    'tokenizer.ggml.merges': { texts: merges },
    'tokenizer.ggml.bos_token_id': { u32: end },
    'tokenizer.ggml.eos_token_id': { u32: end },
    'tokenizer.ggml.add_bos_token': { bool: false },
  };
  if (options.chatTemplate !== undefined)
    metadata['tokenizer.chat_template'] = { text: options.chatTemplate };
  return encodeGguf(metadata, [
    weights('token_embd.weight', width, size),
    ...Array.from({ length: layers }, (_, n) => block(n)).flat(),
    ones('output_norm.weight'),
    weights('output.weight', width, size),
  ]);
}

/** The head of an encoder that cannot generate: enough to see that it is refused by its architecture. */
export function tinyEncoder(architecture = 'bert'): Buffer {
  return encodeGguf(
    { 'general.architecture': { text: architecture }, 'general.name': { text: 'tiny encoder' } },
    [{ name: 'token_embd.weight', shape: [32, 8], data: new Float32Array(256) }],
  );
}

export async function writeTinyLlama(path: string, options?: TinyLlamaOptions): Promise<string> {
  await writeFile(path, tinyLlama(options));
  return path;
}

/** GPT-2's printable alphabet for the 256 bytes, then every prefix of each word as a merged token. */
function vocabulary(words: readonly string[]): { tokens: string[]; merges: string[] } {
  const letters = byteLetters();
  const tokens = [...letters];
  const merges = ['Ġ t'];
  tokens.push('Ġt');
  for (const word of words) {
    const spelled = [...Buffer.from(word)].map((byte) => letters[byte] ?? '');
    for (let length = 2; length <= spelled.length; length += 1) {
      const whole = spelled.slice(0, length).join('');
      if (tokens.includes(whole)) continue;
      tokens.push(whole);
      merges.push(`${spelled.slice(0, length - 1).join('')} ${spelled[length - 1]}`);
    }
  }
  return { tokens, merges };
}

function byteLetters(): string[] {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

/** Gaussian numbers (Box-Muller) from a seeded generator (mulberry32): the same model on every machine. */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function encodeValue(value: GgufValue): Buffer[] {
  if ('u32' in value) return [u32(TYPE.u32), u32(value.u32)];
  if ('f32' in value) return [u32(TYPE.f32), f32(value.f32)];
  if ('bool' in value) return [u32(TYPE.bool), Buffer.from([value.bool ? 1 : 0])];
  if ('text' in value) return [u32(TYPE.text), text(value.text)];
  if ('texts' in value)
    return [u32(TYPE.array), u32(TYPE.text), u64(value.texts.length), ...value.texts.map(text)];
  return [u32(TYPE.array), u32(TYPE.i32), u64(value.i32s.length), ...value.i32s.map(u32)];
}

const product = (shape: readonly number[]) => shape.reduce((size, dimension) => size * dimension, 1);
const aligned = (size: number) => Math.ceil(size / ALIGNMENT) * ALIGNMENT;
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
