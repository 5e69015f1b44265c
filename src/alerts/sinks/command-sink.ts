import type { CommandSinkConfig } from '../../config/alerts.js';
import { CallwardenError } from '../../errors.js';
import type { Alert } from '../alert.js';
import { alertMessage } from './alert-message.js';
import { type AlertedCall, type AlertSink, type Delivery, FRESH_MS } from './alert-sink.js';
import { fillIn, PLACEHOLDERS, unknownPlaceholder } from './placeholders.js';
import { runProgram } from './run-program.js';

/** Starts a program of the user's own for each alert: arguments, never a line for a shell, and the alert as JSON on stdin. */
export class CommandSink implements AlertSink {
  readonly name: string;
  readonly minLevel: AlertSink['minLevel'];
  readonly delivery: Delivery;
  readonly #running = new Set<Promise<void>>();

  /** @throws CallwardenError CW_CONFIG_INVALID when a placeholder is unknown */
  constructor(private readonly settings: CommandSinkConfig) {
    const unknown = unknownPlaceholder(settings.arguments);
    if (unknown !== undefined) {
      const known = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
      throw new CallwardenError(
        'CW_CONFIG_INVALID',
        `alerts.sinks: ${settings.name}: arguments: there is no {${unknown}}, only ${known}.`,
      );
    }
    this.name = settings.name;
    this.minLevel = settings.minLevel;
    // Once: what a program has half done is not done again.
    const { timeoutMs } = settings;
    this.delivery = { queue: 100, concurrency: 4, timeoutMs, attempts: 1, freshMs: FRESH_MS };
  }

  async deliver(alert: Alert, call: AlertedCall, signal: AbortSignal): Promise<void> {
    const running = runProgram({
      program: this.settings.program,
      args: fillIn(this.settings.arguments, alert, call),
      input: `${JSON.stringify(alertMessage(alert, call, this.settings))}\n`,
      signal,
    });
    const ended = running.catch(() => {}).finally(() => this.#running.delete(ended));
    this.#running.add(ended);
    await running;
  }

  /** Waits for programs that are being ended. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
  }
}
