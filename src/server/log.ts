import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { ServerConfig } from '../config/server.js';

/** Keys under which personal data may come; elsewhere it has no place. What was said has no place at all. */
const REDACTED = [
  'number',
  'name',
  'remote',
  'local',
  'text',
  'quote',
  'token',
  'password',
  'authorization',
  'cookie',
];

/** The service's log: one line of JSON an event, on stderr. */
export function openLog(
  { logLevel }: Pick<ServerConfig, 'logLevel'>,
  to: DestinationStream = destination({ dest: 2, sync: true }),
): Logger {
  // A person at a terminal sees calls there; the log would only stand between them.
  const level = logLevel === 'auto' ? (process.stderr.isTTY ? 'warn' : 'info') : logLevel;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
    },
    to,
  );
}
