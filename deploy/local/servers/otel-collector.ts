// The OpenTelemetry Collector, on loopback only: our processes send their spans to it.
import path from 'node:path';
import { launch } from '../processes/launch.ts';
import type { RunningProcess, StartContext } from '../processes/launch.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../observability/collector.yaml');

export type CollectorOptions = { dataDir: string; port: number; metricsPort: number; jaegerOtlpPort: number; binary: string };

export async function startCollector(
  { dataDir, port, metricsPort, jaegerOtlpPort, binary }: CollectorOptions,
  context: StartContext = {},
): Promise<RunningProcess> {
  return launch(
    {
      name: 'otel-collector',
      command: binary,
      args: ['--config', CONFIG],
      env: {
        ...process.env,
        COLLECTOR_OTLP: `127.0.0.1:${port}`,
        COLLECTOR_METRICS_HOST: '127.0.0.1',
        COLLECTOR_METRICS_PORT: String(metricsPort),
        JAEGER_OTLP: `127.0.0.1:${jaegerOtlpPort}`,
      },
      logFile: path.join(dataDir, 'logs', 'otel-collector.log'),
      ready: () => takesSpans(port),
      readyWithinMs: 60_000,
    },
    context,
  );
}

/** No spans at all are a request like any other. */
async function takesSpans(port: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${port}/v1/traces`;
  const response = await fetch(url, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}
