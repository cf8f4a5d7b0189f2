// What `npm start -- --observe` adds to the servers.
import { collectorBuild, goBuild } from './go-build.ts';
import type { Tool } from './tools.ts';

const wayOut = 'leave out --observe (and OBSERVE)';

const COLLECTOR = '0.165.0';
/** What deploy/observability/collector.yaml names, of the same release. */
const COLLECTOR_MODULES = {
  receivers: ['go.opentelemetry.io/collector/receiver/otlpreceiver'],
  processors: ['go.opentelemetry.io/collector/processor/memorylimiterprocessor'],
  exporters: ['go.opentelemetry.io/collector/exporter/otlpexporter'],
};

export const collectorTool: Tool = {
  name: 'otelcol',
  version: COLLECTOR,
  archive: (platform, arch) =>
    `https://github.com/open-telemetry/opentelemetry-collector-releases/releases/download/v${COLLECTOR}/otelcol_${COLLECTOR}_${platform}_${arch}.tar.gz`,
  build: collectorBuild('otelcol', COLLECTOR, COLLECTOR_MODULES),
  buildTakes: '2 to 4 minutes on two cores',
  wayOut: `put otelcol on PATH (https://opentelemetry.io/docs/collector/install), set OTEL_EXPORTER_OTLP_ENDPOINT, or ${wayOut}`,
  suits: { version: /^otelcol version v?(\d+\.\d+\.\d+)/, oldest: COLLECTOR },
};

/** 2.13.0 came out as 1.76.0 of its Go module too, and is the last that did. */
export const jaegerTool: Tool = {
  name: 'jaeger',
  version: '2.13.0',
  archive: (platform, arch) => `https://github.com/jaegertracing/jaeger/releases/download/v1.76.0/jaeger-2.13.0-${platform}-${arch}.tar.gz`,
  build: goBuild('github.com/jaegertracing/jaeger/cmd/jaeger@v1.76.0'),
  buildTakes: '5 to 8 minutes on two cores, and it has no pages to look at then',
  wayOut: `put jaeger on PATH (https://www.jaegertracing.io/download), set OTEL_EXPORTER_OTLP_ENDPOINT, or ${wayOut}`,
  versionArgs: ['version'],
  suits: { version: /"gitVersion":"v(\d+\.\d+\.\d+)"/, oldest: '2.13.0' },
};

export const prometheusTool: Tool = {
  name: 'prometheus',
  version: '3.15.0',
  archive: (platform, arch) =>
    `https://github.com/prometheus/prometheus/releases/download/v3.15.0/prometheus-3.15.0.${platform}-${arch}.tar.gz`,
  // Of its ways to find targets we use files: without the others, clients of every cloud, it is built in half the time.
  build: goBuild('github.com/prometheus/prometheus/cmd/prometheus@v0.315.0', { tags: 'remove_all_sd' }),
  buildTakes: '3 to 5 minutes on two cores, and it has no pages to look at then',
  wayOut: `put prometheus on PATH (https://prometheus.io/download), or ${wayOut}`,
  suits: { version: /^prometheus, version (\d+\.\d+\.\d+)/, oldest: '3.0.0' },
};
