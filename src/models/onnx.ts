import { open } from 'node:fs/promises';
import { CallwardenError } from '../errors.js';

/** Protocol buffers' wire types: a number, or a length followed by that many bytes. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** In ONNX's ModelProto every field is small but field 7, the graph. */
const IR_VERSION_TAG = (1 << 3) | VARINT;
/** Longest tag and length together: two numbers of up to ten bytes. */
const HEAD_BYTES = 20;

/**
 * Walks over the outermost fields of an ONNX file: they have to end exactly where the file ends, so that a copy that
 * was cut short is found without loading it, which ends the process in some engines.
 * @throws CallwardenError CW_MODEL_CORRUPT
 */
export async function checkOnnx(path: string): Promise<void> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const head = Buffer.alloc(HEAD_BYTES);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, at);
    const field = fieldAt(head.subarray(0, bytesRead));
    if (field === undefined || (at === 0 && field.tag !== IR_VERSION_TAG))
      throw damaged(path, 'is not an ONNX file');
    at += field.bytes;
    if (at > size) throw damaged(path, `is cut off: ${at - size} bytes are missing`);
  }
  if (size === 0) throw damaged(path, 'is empty');
}

/** The tag and the whole length in bytes of the field that begins here. */
function fieldAt(head: Buffer): { tag: number; bytes: number } | undefined {
  const tag = varint(head, 0);
  const value = tag && varint(head, tag.end);
  if (tag === undefined || value === undefined) return undefined;
  switch (tag.value & 7) {
    case VARINT:
      return { tag: tag.value, bytes: value.end };
    case LENGTH_DELIMITED:
      return { tag: tag.value, bytes: value.end + value.value };
    default:
      return undefined;
  }
}

/** A base-128 number, low digits first; multiplied, not shifted, because lengths go beyond 31 bits. */
function varint(bytes: Buffer, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start, scale = 1; at < bytes.length && at < start + 10; at += 1, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

function damaged(path: string, fault: string): CallwardenError {
  return new CallwardenError('CW_MODEL_CORRUPT', `${path} ${fault}: copy it again from where it came.`);
}
