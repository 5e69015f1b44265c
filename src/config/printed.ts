import { stringify } from 'yaml';
import type { Config } from './schema.js';

/** Settings whose value is a secret, wherever they stand. */
const SECRET = /^(token|password|secret|key|passphrase|authorization)$/i;
const NUMBERS = /^(never|only)ListenTo$/;
const HIDDEN = '(hidden)';

/** The configuration as YAML, for people; secrets are hidden, also those inside addresses. */
export function printedConfig(config: Config): string {
  const { alerts } = config;
  const sinks = alerts.sinks.map((sink) =>
    // Whoever knows the path of a web hook may post there: that is how many of them are guarded.
    sink.kind === 'webhook' ? { ...sink, url: sink.url.replace(/(?<=^\w+:\/\/[^/]+\/).+/, HIDDEN) } : sink,
  );
  return stringify({ ...config, alerts: { ...alerts, sinks } }, (key, value: unknown) => {
    // Numbers are of people, and whoever may see calls sees this.
    if (NUMBERS.test(String(key)) && Array.isArray(value)) return value.map(() => HIDDEN);
    if (typeof value !== 'string' || value === '') return value;
    return SECRET.test(String(key)) ? HIDDEN : value.replace(/^(\w+:\/\/)[^/@\s]+@/, `$1${HIDDEN}@`);
  });
}
