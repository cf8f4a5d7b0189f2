import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { hideSecrets } from './hide-secrets.ts';
import { toLoggedError } from './logged-error.ts';
import { currentContext } from './request-context.ts';

export type { Logger };
export type ProcessName = 'api' | 'worker' | 'relay' | 'partners';

/** One JSON object a line to stdout (or `to`), each with the fields of the request it belongs to. */
export function createLogger(name: ProcessName, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { process: name },
    timestamp: stdTimeFunctions.isoTime,
    // pino's own `redact` reads its paths anew for each line, which costs twenty times what the line does.
    formatters: { level: (label) => ({ level: label }), log: hideSecrets },
    mixin: () => ({ ...currentContext() }),
    serializers: { err: (error: unknown) => toLoggedError(error) },
  };
  return to ? pino(options, to) : pino(options);
}
