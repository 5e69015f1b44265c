/** The newest items of a sequence that is numbered without gaps; older ones are forgotten. */
export class RingBuffer<T extends { readonly id: number }> {
  private readonly items: (T | undefined)[];
  private size = 0;

  /** @param last the id before the first item's */
  constructor(
    readonly capacity: number,
    private last: number,
  ) {
    this.items = new Array(capacity);
  }

  /** @param item its id follows that of the item before */
  push(item: T): void {
    this.items[item.id % this.capacity] = item;
    this.last = item.id;
    this.size = Math.min(this.size + 1, this.capacity);
  }

  /** Leaves out the items that fit from now on. */
  forget(fits: (item: T) => boolean): void {
    for (const [place, item] of this.items.entries()) if (item && fits(item)) this.items[place] = undefined;
  }

  /** Everything after an id, oldest first; undefined when some of it is forgotten, or the id is not of this sequence. */
  after(id: number): T[] | undefined {
    if (!Number.isSafeInteger(id) || id > this.last || id < this.last - this.size) return undefined;
    const newer: T[] = [];
    for (let next = id + 1; next <= this.last; next++) {
      const item = this.items[next % this.capacity];
      if (item) newer.push(item);
    }
    return newer;
  }
}
