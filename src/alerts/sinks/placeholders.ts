import type { Alert } from '../alert.js';
import { markSample } from './alert-message.js';
import type { AlertedCall } from './alert-sink.js';

/** What can stand in braces in the arguments of a program. */
const VALUES: Readonly<Record<string, (alert: Alert, call: AlertedCall) => string>> = {
  level: ({ level }) => level,
  category: ({ category }) => category,
  title: ({ title }, call) => markSample(title, call),
  advice: ({ advice }) => advice,
  score: ({ score }) => score.toFixed(2),
  callId: (_, { callId }) => callId,
  line: (_, { line }) => line,
  direction: (_, { direction }) => direction,
  // Whoever calls chooses what is here: digits alone, so that it is never taken for an option.
  number: (_, { remote }) => (remote.number ?? '').replace(/[^0-9+*#]/g, ''),
};

const PLACEHOLDER = /\{(\w+)\}/g;

export const PLACEHOLDERS = Object.keys(VALUES);

/** The first placeholder that nothing stands behind. */
export function unknownPlaceholder(args: readonly string[]): string | undefined {
  return args
    .flatMap((arg) => [...arg.matchAll(PLACEHOLDER)])
    .map(([, name = '']) => name)
    .find((name) => !Object.hasOwn(VALUES, name));
}

/** The arguments with everything filled in; each stays one argument, whatever is in it. */
export function fillIn(args: readonly string[], alert: Alert, call: AlertedCall): string[] {
  return args.map((arg) =>
    arg.replace(PLACEHOLDER, (whole, name: string) => {
      const value = Object.hasOwn(VALUES, name) ? VALUES[name]?.(alert, call) : undefined;
      return value?.replace(/\p{C}/gu, '') ?? whole;
    }),
  );
}
