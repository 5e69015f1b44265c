/** Takes exact numbers of bytes from chunks of any size, holding no more than what was asked and the last chunk. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  /** What has come and was not taken. */
  #rest: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, fewer only where the stream ends, without taking them. */
  async peek(length: number): Promise<Uint8Array> {
    const parts = [this.#rest];
    let held = this.#rest.length;
    while (held < length && !this.#ended) {
      const chunk = await this.#next();
      parts.push(chunk);
      held += chunk.length;
    }
    if (parts.length > 1) this.#rest = Buffer.concat(parts);
    return this.#rest.subarray(0, length);
  }

  /** Takes the next `length` bytes, fewer only where the stream ends. */
  async read(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  /** Takes what has come already, or the next chunk, at most `limit` bytes; empty only at the end. */
  async readSome(limit: number): Promise<Uint8Array> {
    while (this.#rest.length === 0 && !this.#ended) this.#rest = await this.#next();
    const bytes = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  /** Passes over bytes and says how many there were. */
  async skip(length: number): Promise<number> {
    let skipped = 0;
    while (skipped < length) {
      const bytes = await this.readSome(length - skipped);
      if (bytes.length === 0) break;
      skipped += bytes.length;
    }
    return skipped;
  }

  async #next(): Promise<Uint8Array> {
    const { done, value } = await this.#chunks.next();
    if (done) {
      this.#ended = true;
      return new Uint8Array(0);
    }
    return value;
  }
}
