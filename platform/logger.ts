import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { hideSecrets } from './hide-secrets.ts';
import { toLoggedError } from './logged-error.ts';
import { currentContext } from './request-context.ts';
import { currentSpanIds } from './spans.ts';

export type { Logger };
export type ProcessName = 'api' | 'worker' | 'relay' | 'webhooks' | 'partners';

/** One JSON object a line to stdout (or `to`), each with the fields of the request it belongs to. */
export function createLogger(name: ProcessName, level: string, to?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { process: name },
    timestamp: stdTimeFunctions.isoTime,
    // pino's own `redact` reads its paths anew for each line, which costs twenty times what the line does.
    formatters: { level: (label) => ({ level: label }), log: hideSecrets },
    mixin: whatIsWorkedOn,
    serializers: { err: (error: unknown) => toLoggedError(error) },
  };
  return pino(options, to ?? standardOutput());
}

/** Ids of the request, order and run, and those of the trace under OpenTelemetry's names for them. */
function whatIsWorkedOn(): object {
  const { traceparent: _, tracestate: __, ...ids } = currentContext();
  return { ...ids, ...currentSpanIds() };
}

/** What waits for room on a full disk, before lines are dropped (bytes). */
const MOST_WAITING = 1024 ** 2;

/**
 * Neither ends nor holds up the process when the disk is full that its output goes to: what cannot be written waits. pino would end
 * it by an error that nobody takes, and on the way wait in `fatal`, for ever, for that line to be written.
 */
export function standardOutput(descriptor = 1): DestinationStream {
  const out = pino.destination({ dest: descriptor, sync: true, maxLength: MOST_WAITING });
  out.on('error', () => undefined);
  return { write: (line) => void out.write(line) };
}
