import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { freePort } from '../platform/free-port.ts';
import type { Logger } from '../platform/logger.ts';
import { sdkLogger } from './sdk-logger.ts';

/**
 * Sets the SDK up to write through our logger and leave signals to us. Its own metrics come from an exporter that it serves on
 * a loopback port; the function returned reads them, so that one page shows everything.
 */
export async function installTemporalRuntime(log: Logger): Promise<() => Promise<string>> {
  // The exporter cannot tell which port it was given, so it is told one.
  const bindAddress = `127.0.0.1:${await freePort()}`;
  Runtime.install({
    shutdownSignals: [],
    logger: sdkLogger(log),
    telemetryOptions: {
      // The SDK's core finds out about histories that do not fit the code: that belongs into the same log.
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      metrics: { prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true } },
    },
  });
  return async () => (await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(1000) })).text();
}
