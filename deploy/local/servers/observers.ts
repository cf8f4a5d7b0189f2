// What looks at the system: `npm start -- --observe`.
import type { Config } from '../../../platform/config.ts';
import { hostAndPort, ownProcesses } from '../processes/own-processes.ts';
import type { Service } from '../processes/launch.ts';
import type { WantedPort } from '../processes/ports.ts';
import { collectorTool, jaegerTool, prometheusTool } from '../programs/observability-tools.ts';
import { findTool, type FindOptions } from '../programs/tools.ts';
import { startJaeger } from './jaeger.ts';
import { startCollector } from './otel-collector.ts';
import { startPrometheus, type ScrapeTarget } from './prometheus.ts';

const here = '127.0.0.1';

/** Finds or gets the programs first. Where the environment names a Collector, spans are that one's business. */
export async function observers(config: Config, dataDir: string, options: FindOptions): Promise<Service[]> {
  const { prometheusPort, collector, jaeger, given } = config.local;
  const prometheus = await findTool(prometheusTool, options);
  const targets = scrapeTargets(config);
  const services: Service[] = [
    { name: 'prometheus', start: (context) => startPrometheus({ dataDir, port: prometheusPort, targets, binary: prometheus }, context) },
  ];
  if (given.collector) return services;
  const [collectorBinary, jaegerBinary] = [await findTool(collectorTool, options), await findTool(jaegerTool, options)];
  return [
    ...services,
    { name: 'jaeger', start: (context) => startJaeger({ dataDir, ...jaeger, binary: jaegerBinary }, context) },
    {
      name: 'otel-collector',
      start: (context) => startCollector({ dataDir, ...collector, jaegerOtlpPort: jaeger.otlpPort, binary: collectorBinary }, context),
    },
  ];
}

export function observerPorts({ local: { prometheusPort, collector, jaeger, given } }: Config): WantedPort[] {
  return [
    { service: 'Prometheus', variable: 'PROMETHEUS_PORT', port: prometheusPort, host: here },
    ...(given.collector
      ? []
      : [
          { service: 'the OpenTelemetry Collector', variable: 'COLLECTOR_PORT', port: collector.port, host: here },
          { service: "the Collector's metrics", variable: 'COLLECTOR_METRICS_PORT', port: collector.metricsPort, host: here },
          { service: 'Jaeger', variable: 'JAEGER_PORT', port: jaeger.port, host: here },
          { service: 'what Jaeger takes from the Collector', variable: 'JAEGER_OTLP_PORT', port: jaeger.otlpPort, host: here },
        ]),
  ];
}

function scrapeTargets(config: Config): ScrapeTarget[] {
  const { collector, given } = config.local;
  return [
    ...ownProcesses(config).map((process) => ({ process: process.name, address: hostAndPort(process) })),
    ...(given.collector ? [] : [{ process: 'otel-collector', address: `${here}:${collector.metricsPort}` }]),
  ];
}
