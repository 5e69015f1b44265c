import type { Socket } from 'node:net';

/** Why a connection that had not begun a call was cut off. */
export type CutOff = 'deadline' | 'crowded';

/** Connections that have not said hello: each has a deadline, and beyond a number the oldest makes room. */
export class HalfOpen {
  readonly #waiting = new Map<Socket, NodeJS.Timeout>();

  constructor(
    private readonly limit: number,
    private readonly deadlineMs: number,
    private readonly onCut: (socket: Socket, why: CutOff) => void,
  ) {}

  get size(): number {
    return this.#waiting.size;
  }

  add(socket: Socket): void {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= this.limit && oldest) this.#cut(oldest, 'crowded');
    this.#waiting.set(
      socket,
      setTimeout(() => this.#cut(socket, 'deadline'), this.deadlineMs),
    );
    socket.once('close', () => this.settle(socket));
  }

  /** The connection has said hello, or is gone. */
  settle(socket: Socket): void {
    clearTimeout(this.#waiting.get(socket));
    this.#waiting.delete(socket);
  }

  clear(): void {
    for (const socket of [...this.#waiting.keys()]) {
      this.settle(socket);
      socket.destroy();
    }
  }

  #cut(socket: Socket, why: CutOff): void {
    this.settle(socket);
    this.onCut(socket, why);
    socket.destroy();
  }
}
