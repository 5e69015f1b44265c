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

  /** @param clean removes what an owner that was forgotten has left in an item; must not fail */
  constructor(
    items: readonly T[],
    private readonly clean: (item: T) => Promise<void>,
  ) {
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
      await this.release(slot);
    }
  }

  /** The owner will not come back: its item is cleaned as soon as it is idle, and is the first to be given away. */
  forget(owner: string): void {
    const slot = this.slots.find((candidate) => candidate.owner === owner);
    if (!slot) return;
    slot.owner = undefined;
    if (slot.busy) return;
    slot.busy = true;
    void this.release(slot);
  }

  private async release(slot: Slot<T>): Promise<void> {
    if (slot.owner === undefined) await this.clean(slot.item);
    slot.busy = false;
    this.serveWaiters();
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
    const slot = own ?? this.unowned() ?? this.leastRecentlyUsed();
    if (!slot || slot.busy) return undefined;
    slot.owner = owner;
    slot.busy = true;
    slot.usedAt = ++this.clock;
    return slot;
  }

  /** An item nobody owns, idle if there is one: one that is just being cleaned is worth waiting for. */
  private unowned(): Slot<T> | undefined {
    const unowned = this.slots.filter((slot) => slot.owner === undefined);
    return unowned.find((slot) => !slot.busy) ?? unowned.at(0);
  }

  private leastRecentlyUsed(): Slot<T> | undefined {
    return this.slots
      .filter((slot) => !slot.busy)
      .sort((a, b) => a.usedAt - b.usedAt)
      .at(0);
  }

  private serveWaiters(): void {
    for (const waiter of [...this.waiters]) {
      if (waiter.attempt()) this.waiters.splice(this.waiters.indexOf(waiter), 1);
    }
  }
}
