import { stringify } from 'yaml';
import type { Config } from './schema.js';

/** Settings whose value is a secret, wherever they stand. */
const SECRET = /^(token|password|secret|key|passphrase|authorization)$/i;
const NUMBERS = /^(never|only)ListenTo$/;
const HIDDEN = '(hidden)';

/** What of a program's arguments is surely no secret: a bare option, or a placeholder of an alert. */
const BARE_OPTION = /^(-\w|--[a-z]+(-[a-z]+)*|\{\w+\})$/;

/** The configuration as YAML, for people; secrets are hidden, also those inside addresses and arguments of programs. */
export function printedConfig(config: Config): string {
  const { alerts } = config;
  const sinks = alerts.sinks.map((sink) => {
    if (sink.kind === 'command') return { ...sink, arguments: sink.arguments.map(shownArgument) };
    if (sink.kind !== 'webhook') return sink;
    // Whoever knows the path of a web hook may post there: that is how many of them are guarded.
    return { ...sink, url: sink.url.replace(/(?<=^\w+:\/\/[^/]+\/).+/, HIDDEN) };
  });
  return stringify({ ...config, alerts: { ...alerts, sinks } }, (key, value: unknown) => {
    // Numbers are of people, and whoever may see calls sees this.
    if (NUMBERS.test(String(key)) && Array.isArray(value)) return value.map(() => HIDDEN);
    if (typeof value !== 'string' || value === '') return value;
    return SECRET.test(String(key)) ? HIDDEN : value;
  });
}

function shownArgument(argument: string): string {
  if (BARE_OPTION.test(argument)) return argument;
  return argument.replace(/^(--[a-z]+(?:-[a-z]+)*=)?.+$/s, `$1${HIDDEN}`);
}
