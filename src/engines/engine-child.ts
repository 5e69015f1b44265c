import { getPriority, setPriority } from 'node:os';
import { CallwardenError } from '../errors.js';
import { EgressGuard } from '../network/egress-guard.js';
import type { FromChild, ToChild } from './protocol.js';
import { toWire } from './wire-error.js';

/** Steps of niceness below the host: reading the lines and answering people come first, a word heard later costs less. */
const GIVES_WAY_BY = 5;

/** One thing an engine can do. Payload and result must survive structured cloning. */
export type EngineMethod = (payload: never, context: { signal: AbortSignal }) => unknown;

/**
 * Turns this process into an engine: waits for the host's `init`, loads, then answers calls.
 * The engine ends with its host, whatever way the host ends, and it may connect to nothing.
 *
 * @param load receives the host's init value and returns the methods; if it throws, the host is told why and
 *   does not try again, because the same file would fail the same way.
 */
export function serveEngine<Init>(load: (init: Init) => Promise<Record<string, EngineMethod>>): void {
  let methods: Record<string, EngineMethod> = {};
  const running = new Map<number, AbortController>();

  // Before the native threads begin, which take it over. Giving way needs no right, whatever the host runs at.
  setPriority(Math.min(19, getPriority() + GIVES_WAY_BY));
  EgressGuard.install([], { onRefused: (_error, address) => tell({ kind: 'egress', address }) });
  process.on('disconnect', () => process.exit(0));
  // The terminal sends Ctrl-C to the whole group; the host decides when an engine ends.
  process.on('SIGINT', () => {});
  process.on('message', (message: ToChild) => void receive(message));

  async function receive(message: ToChild): Promise<void> {
    if (message.kind === 'abort') {
      running.get(message.id)?.abort();
    } else if (message.kind === 'init') {
      try {
        methods = await load(message.init as Init);
        tell({ kind: 'ready' });
      } catch (thrown) {
        tell({ kind: 'refused', error: toWire(thrown) });
      }
    } else {
      await answer(message.id, message.method, message.payload);
    }
  }

  async function answer(id: number, name: string, payload: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const method = methods[name];
      if (!method) throw new CallwardenError('CW_INTERNAL', `The engine has no method '${name}'.`);
      const result = await method(payload as never, { signal: controller.signal });
      tell({ kind: 'result', id, result });
    } catch (thrown) {
      tell({ kind: 'failed', id, error: toWire(thrown) });
    } finally {
      running.delete(id);
    }
  }
}

function tell(message: FromChild): void {
  // The channel may close under us when the host goes: the disconnect handler ends the process.
  if (process.connected) process.send?.(message);
}
