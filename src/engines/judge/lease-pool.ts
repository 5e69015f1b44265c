interface Slot<T> {
  readonly item: T;
  owner: string | undefined;
  busy: boolean;
  usedAt: number;
}

interface Waiter {
  readonly attempt: () => boolean;
}

/**
 * A few items shared by many owners. An owner gets the item it had last if it is still its own, else a free one,
 * else the one that has been idle longest (least recently used), whose former owner loses it.
 * Owners that find every item busy wait in the order they came.
 */
export class LeasePool<T> {
  private readonly slots: Slot<T>[];
  private readonly waiters: Waiter[] = [];
  private clock = 0;

  constructor(items: readonly T[]) {
    this.slots = items.map((item) => ({ item, owner: undefined, busy: false, usedAt: 0 }));
  }

  /**
   * Runs the work with an item that nobody else has meanwhile.
   * @throws the signal's reason when it is aborted while waiting, else what the work throws
   */
  async use<R>(owner: string, signal: AbortSignal, work: (item: T) => Promise<R>): Promise<R> {
    const slot = await this.acquire(owner, signal);
    try {
      return await work(slot.item);
    } finally {
      slot.busy = false;
      this.serveWaiters();
    }
  }

  /** The owner will not come back: its item is the first to be given away. */
  forget(owner: string): void {
    for (const slot of this.slots) if (slot.owner === owner) slot.owner = undefined;
  }

  private acquire(owner: string, signal: AbortSignal): Promise<Slot<T>> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const slot = this.take(owner);
        if (!slot) return false;
        signal.removeEventListener('abort', onAbort);
        resolve(slot);
        return true;
      };
      const waiter: Waiter = { attempt };
      const onAbort = () => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(signal.reason);
      };
      if (attempt()) return;
      this.waiters.push(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  private take(owner: string): Slot<T> | undefined {
    const own = this.slots.find((slot) => slot.owner === owner);
    const slot = own ?? this.leastRecentlyUsed();
    if (!slot || slot.busy) return undefined;
    slot.owner = owner;
    slot.busy = true;
    slot.usedAt = ++this.clock;
    return slot;
  }

  private leastRecentlyUsed(): Slot<T> | undefined {
    return this.slots
      .filter((slot) => !slot.busy)
      .sort((a, b) => rank(a) - rank(b))
      .at(0);
  }

  private serveWaiters(): void {
    for (const waiter of [...this.waiters]) {
      if (waiter.attempt()) this.waiters.splice(this.waiters.indexOf(waiter), 1);
    }
  }
}

/** Items nobody owns come first. */
function rank(slot: Slot<unknown>): number {
  return slot.owner === undefined ? -1 : slot.usedAt;
}
