import type { Config } from './config.ts';
import type { ProcessName } from './logger.ts';

/** Sends traces to a collector; where none are wanted nothing is loaded or recorded. Returns what flushes and stops it. */
export async function startTelemetry(name: ProcessName, { otlpEndpoint, ...sampling }: Config['telemetry']): Promise<() => Promise<void>> {
  if (otlpEndpoint === undefined || sampling.sampler === 'always_off') return async () => {};
  // 12 MB and a second of CPU time: for who wants traces only.
  const [{ NodeSDK }, { OTLPTraceExporter }, { createSampler }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('./sampler.ts'),
  ]);
  const sdk = new NodeSDK({
    serviceName: `durable-orders-${name}`,
    sampler: createSampler(sampling),
    traceExporter: new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces` }),
    // Metrics are Prometheus', logs are pino's: without these the SDK would export both to the default collector.
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  // A collector that is away must not hold up the end of the process.
  return () => sdk.shutdown().catch(() => {});
}
