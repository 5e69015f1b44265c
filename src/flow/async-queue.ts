/**
 * A bounded queue between a producer and one async iterating consumer.
 * - `wait`: `push` resolves when there is room, so the producer is held back;
 * - `drop-oldest`: `push` never waits, the oldest item goes and `onDrop` hears of it.
 */
export type OverflowPolicy = 'wait' | 'drop-oldest';

export class AsyncQueue<T> implements AsyncIterableIterator<T> {
  private readonly items: T[] = [];
  private readonly takers: PromiseWithResolvers<IteratorResult<T>>[] = [];
  private readonly waiters: (() => void)[] = [];
  private ended = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    readonly capacity: number,
    readonly policy: OverflowPolicy,
    private readonly onDrop: (item: T) => void = () => {},
  ) {}

  get size(): number {
    return this.items.length;
  }

  /** Adds an item; after `end` or `fail` it is ignored. */
  async push(item: T): Promise<void> {
    if (this.ended) return;
    const taker = this.takers.shift();
    if (taker) {
      taker.resolve({ value: item, done: false });
      return;
    }
    this.items.push(item);
    if (this.items.length <= this.capacity) return;
    if (this.policy === 'wait') {
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    } else {
      const dropped = this.items.shift();
      if (dropped !== undefined) this.onDrop(dropped);
    }
  }

  /** No more items; those queued are still delivered. */
  end(): void {
    this.ended = true;
    for (const taker of this.takers.splice(0)) taker.resolve({ value: undefined, done: true });
    for (const waiter of this.waiters.splice(0)) waiter();
  }

  /** Like `end`, but the consumer sees the error after what is queued. */
  fail(error: unknown): void {
    if (this.ended) return;
    const taker = this.takers.shift();
    if (taker) taker.reject(error);
    else this.failure = { error };
    this.end();
  }

  async next(): Promise<IteratorResult<T>> {
    const item = this.items.shift();
    if (item !== undefined) {
      this.waiters.shift()?.();
      return { value: item, done: false };
    }
    if (this.failure) {
      const { error } = this.failure;
      this.failure = undefined;
      throw error;
    }
    if (this.ended) return { value: undefined, done: true };
    const taker = withResolvers<IteratorResult<T>>();
    this.takers.push(taker);
    return taker.promise;
  }

  async return(): Promise<IteratorResult<T>> {
    this.items.length = 0;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this;
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

// Promise.withResolvers is not in Node 20.
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
