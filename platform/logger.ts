import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { toLoggedError } from './logged-error.ts';
import { currentContext } from './request-context.ts';

export type { Logger };
export type Part = 'api' | 'worker' | 'relay';

const SECRET_FIELDS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'secret',
  'webhookSecret',
  'token',
  'paymentToken',
  'databaseUrl',
];
const inside = (parent: string, field: string) => (field.startsWith('[') ? `${parent}${field}` : `${parent}.${field}`);

/** One JSON object a line to stdout (or `to`), each with the fields of the request it belongs to. */
export function createLogger(part: Part, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { part },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => ({ ...currentContext() }),
    serializers: { err: (error: unknown) => toLoggedError(error) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, inside('*', field), inside('*.*', field)]),
      censor: '[redacted]',
    },
  };
  return to ? pino(options, to) : pino(options);
}
