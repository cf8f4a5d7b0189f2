import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { SCOPES } from '../access/scopes.ts';
import { VERSION } from '../../platform/version.ts';
import { fitForClients, openBesideReferences } from './fit-for-clients.ts';
import { ACCESS_TOKEN, operation, problems, response } from './openapi-parts.ts';
import { feedPaths } from './events/openapi.ts';
import { inventoryPaths } from './inventory/openapi.ts';
import { holdPaths } from './orders/openapi-holds.ts';
import { orderPaths } from './orders/openapi.ts';
import { returnPaths } from './orders/openapi-returns.ts';
import { webhookEndpointPaths } from './webhook-endpoints/openapi.ts';
import { sentWebhooks } from './webhook-endpoints/openapi-webhook.ts';
import { webhookPaths } from './webhooks/openapi.ts';

const tags = ['health'];
const readiness = z.object({
  status: z.enum(['ready', 'starting', 'draining', 'unavailable']),
  dependencies: z.record(z.string(), z.enum(['up', 'down'])),
  reasons: z.record(z.string(), z.string()).optional(),
});
const status = (value: string) => z.object({ status: z.literal(value) });
const broken = problems('METHOD_NOT_ALLOWED', 'INTERNAL');

const healthPaths: ZodOpenApiPathsObject = {
  '/healthz': {
    get: operation({
      operationId: 'isLive',
      tags,
      summary: 'Whether the process lives',
      responses: { '200': response({ description: 'It does', schema: status('live') }), ...broken },
    }),
  },
  '/readyz': {
    get: operation({
      operationId: 'isReady',
      tags,
      summary: 'Whether the process should get requests',
      responses: {
        '200': response({ description: 'It should', schema: readiness }),
        '503': response({
          description: 'It should not: it starts or drains, or PostgreSQL or Temporal cannot be reached',
          schema: readiness,
          headers: { 'Retry-After': z.string() },
        }),
        ...broken,
      },
    }),
  },
  '/health': {
    get: operation({
      operationId: 'isHealthy',
      tags,
      summary: 'Same as /healthz, in other words',
      responses: { '200': response({ description: 'It is', schema: status('healthy') }), ...broken },
    }),
  },
  '/metrics': {
    get: operation({
      operationId: 'readMetrics',
      tags,
      summary: 'Metrics for Prometheus',
      responses: {
        '200': {
          description: "Prometheus' text format, or OpenMetrics when that is asked for",
          content: { 'text/plain': { schema: z.string() }, 'application/openmetrics-text': { schema: z.string() } },
        },
        ...broken,
      },
    }),
  },
};

/** OpenAPI 3.1, from the schemas that validate. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Durable Orders',
        version: VERSION,
        description:
          'Takes orders and sees them through: stock, payment, parcels and, when one is cancelled, everything undone. Errors are RFC 9457 problems.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'orders', description: 'What integrators do with an order, and operators' },
        { name: 'returns', description: 'What comes back of an order that was delivered' },
        {
          name: 'events',
          description: 'What happens to all orders; NATS has the same as messages',
          externalDocs: { description: 'The messages', url: 'docs/events' },
        },
        { name: 'inventory', description: 'The stock that orders are reserved from' },
        { name: 'webhook endpoints', description: 'Where events are sent to' },
        { name: 'webhooks', description: 'What providers call' },
        { name: 'health', description: 'What probes and Prometheus call' },
      ],
      components: {
        securitySchemes: {
          [ACCESS_TOKEN]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: tokenDescription() },
        },
      },
      webhooks: sentWebhooks,
      paths: {
        ...orderPaths,
        ...holdPaths,
        ...returnPaths,
        ...feedPaths,
        ...inventoryPaths,
        ...webhookEndpointPaths,
        ...webhookPaths,
        ...healthPaths,
      },
    },
    { override: fitForClients },
  );
  openBesideReferences(document);
  return document;
}

function tokenDescription(): string {
  const scopes = Object.entries(SCOPES).map(([scope, allows]) => `\`${scope}\`: ${allows}`);
  return ['An access token of the OpenID Connect issuer (RFC 9068), where the system has one. Scopes:', ...scopes].join('\n\n');
}
