import { z } from 'zod';
import { url } from './variable-kinds.ts';

/** OpenTelemetry's own names. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Of where traces go, and of which requests. */
export const traceVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional().meta({
    group: 'Seeing',
    shown: 'none',
    description: 'OpenTelemetry collector for traces (OTLP over HTTP); without one none is sent, but by `npm start -- --observe`',
  }),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default('parentbased_always_on').meta({
    group: 'Seeing',
    description: "which requests are traced; `parentbased_…` does as the caller's `traceparent` says, where there is one",
  }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .meta({ group: 'Seeing', description: 'share of the requests that `traceidratio` traces (0 to 1)' }),
  TRACE_URL: z
    .string()
    .regex(/^https?:\/\/\S*\{traceId\}/, 'must be a URL with {traceId} in it')
    .optional()
    .meta({
      group: 'Seeing',
      shown: 'none; `npm start -- --observe`: that of its Jaeger',
      description: "where people's browsers find a trace, {traceId} stands for it; the console leads from an event there",
    }),
};
