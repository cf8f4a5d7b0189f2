import type { Logger as SdkLogger, LogMetadata } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/**
 * The SDK's log lines in our log. Its progress is debug detail here; its line for each failed activity repeats what the
 * interceptor has logged with more of the order's context.
 */
export function sdkLogger(log: Logger): SdkLogger {
  const write = (level: Level, message: string, meta?: LogMetadata) => {
    const repeated = level === 'warn' && meta !== undefined && 'activityType' in meta;
    log[repeated || level === 'info' ? 'debug' : level]({ ...meta }, message);
  };
  return {
    log: (level, message, meta) => write(level.toLowerCase() as Level, message, meta),
    trace: (message, meta) => write('trace', message, meta),
    debug: (message, meta) => write('debug', message, meta),
    info: (message, meta) => write('info', message, meta),
    warn: (message, meta) => write('warn', message, meta),
    error: (message, meta) => write('error', message, meta),
  };
}
