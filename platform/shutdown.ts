import type { Logger } from './logger.ts';

interface Shutdown {
  readonly log: Logger;
  /** How long `stop` may take before the process ends without it. */
  readonly graceMs: number;
  readonly stop: () => Promise<void>;
}

/** Ends the process in order: SIGTERM or SIGINT runs `stop`, a second signal does not wait, an uncaught error exits 1. */
export function onShutdown({ log, graceMs, stop }: Shutdown): void {
  let stopping = false;
  const end = async (signal: NodeJS.Signals) => {
    if (stopping) {
      log.warn({ signal }, 'second signal, exiting at once');
      process.exit(1);
    }
    stopping = true;
    log.info({ signal, graceMs }, 'stopping');
    setTimeout(() => exitLate(log, graceMs), graceMs).unref();
    await stop();
    log.info('stopped');
    process.exit(0);
  };
  const fail = (err: unknown) => {
    log.fatal({ err }, 'uncaught error');
    process.exit(1);
  };
  const onSignal = (signal: NodeJS.Signals) => void end(signal).catch(fail);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}

function exitLate(log: Logger, graceMs: number): void {
  log.error({ graceMs }, 'did not stop within its grace period');
  process.exit(1);
}
