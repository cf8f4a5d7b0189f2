import { z } from 'zod';
import { port } from './variable-kinds.ts';

/** Of what looks at the system that `npm start` runs. */
export const observeVariables = {
  OBSERVE: z.stringbool().default(false).meta({
    group: '`npm start`',
    description: '`true` is `npm start -- --observe`: an OpenTelemetry Collector, Jaeger and Prometheus beside the system',
  }),
  PROMETHEUS_PORT: port.default(9090).meta({ group: '`npm start`', description: 'port of that Prometheus' }),
  JAEGER_PORT: port.max(65_534).default(16_686).meta({ group: '`npm start`', description: 'port of that Jaeger: its pages and queries' }),
  JAEGER_OTLP_PORT: port
    .optional()
    .meta({ group: '`npm start`', shown: 'JAEGER_PORT + 1', description: 'port at which that Jaeger takes spans from the Collector' }),
  COLLECTOR_PORT: port
    .max(65_534)
    .default(4318)
    .meta({ group: '`npm start`', description: 'port at which that Collector takes spans (OTLP over HTTP)' }),
  COLLECTOR_METRICS_PORT: port
    .optional()
    .meta({ group: '`npm start`', shown: 'COLLECTOR_PORT + 1', description: "port of that Collector's own metrics" }),
};
