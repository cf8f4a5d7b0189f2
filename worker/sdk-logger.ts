import type { Logger as SdkLogger, LogMetadata } from '@temporalio/worker';
import { orderIdInWorkflowId } from '../domain/identifiers.ts';
import type { Logger } from '../platform/logger.ts';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/**
 * The SDK's log lines in our log, under our names for ids. Its own progress is a trace here; its line for each failed activity repeats
 * what the interceptor has logged with more of the order's context. What a workflow logs keeps its level.
 */
export function sdkLogger(log: Logger): SdkLogger {
  const write = (level: Level, message: string, meta: LogMetadata = {}) => {
    const isProgress = level === 'info' || level === 'debug' || (level === 'warn' && 'activityType' in meta);
    const isOwn = meta['sdkComponent'] === 'workflow';
    const ourLevel = isProgress && !isOwn ? 'trace' : level;
    // The SDK says several things of each step that nobody reads: they are not named anew first.
    if (log.isLevelEnabled(ourLevel)) log[ourLevel](withOurNames(meta), message);
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

/** The SDK itself has several names for them. */
const OUR_NAMES: Readonly<Record<string, string>> = { workflow_id: 'workflowId', run_id: 'runId', workflowRunId: 'runId' };

function withOurNames(meta: LogMetadata): Record<string, unknown> {
  const named: Record<string, unknown> = Object.fromEntries(Object.entries(meta).map(([name, value]) => [OUR_NAMES[name] ?? name, value]));
  const orderId = orderIdInWorkflowId(String(named['workflowId']));
  return { ...(orderId !== undefined && { orderId }), ...named };
}
