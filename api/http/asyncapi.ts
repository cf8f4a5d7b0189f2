import { EVENT_TYPES } from '../../domain/order-event.ts';
import { VERSION } from '../../platform/version.ts';
import { EXAMPLE_URL } from './openapi-parts.ts';
import { createdSnapshot } from './orders/response-schemas.ts';

const PAYLOAD = 'OrderSnapshot';

/** What the CloudEvents of the stream say in their headers. */
const ATTRIBUTES = {
  'ce-specversion': { const: '1.0' },
  'ce-id': { description: 'The order and the sequence; the same for every repeat: drop what you have seen' },
  'ce-type': { enum: EVENT_TYPES, description: 'The subject' },
  'ce-source': { const: '/orders' },
  'ce-subject': { description: 'The id of the order' },
  'ce-time': { format: 'date-time' },
  'ce-datacontenttype': { const: 'application/json' },
  'ce-dataschema': { format: 'uri', description: 'The schema of the body, in this document' },
  'ce-sequence': { pattern: '^\\d{10}$', description: "The order's version after the change: 1, 2, 3 … without gaps; sorts as text" },
  'ce-actor': { description: 'Who caused it: the name of a caller, `api`, `temporal`, `provider`, `carrier`, `clock` or `reconciler`' },
};
const WHERE_KNOWN = {
  'ce-requestid': { description: 'X-Request-ID of the request that caused it' },
  'ce-traceparent': { description: 'W3C Trace Context of what made the event; the bare header is that of the message' },
  'ce-tracestate': { description: 'W3C Trace Context of what made the event; the bare header is that of the message' },
};

const { id, version, createdAt } = createdSnapshot;
const exampleHeaders = {
  'ce-specversion': '1.0',
  'ce-id': `${id}:${version}`,
  'ce-type': 'orders.created',
  'ce-source': '/orders',
  'ce-subject': id,
  'ce-time': createdAt,
  'ce-datacontenttype': 'application/json',
  'ce-dataschema': `${EXAMPLE_URL}/asyncapi.json#/components/schemas/${PAYLOAD}`,
  'ce-sequence': '0000000001',
  'ce-actor': 'storefront',
};

export type AsyncApiDocument = ReturnType<typeof asyncApiDocument>;

/** AsyncAPI 3.1; the schemas are those of the OpenAPI document that an event's body consists of. */
export function asyncApiDocument(schemas: Schemas = {}) {
  const message = { $ref: '#/channels/orderEvents/messages/orderEvent' };
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Durable Orders: events',
      version: VERSION,
      description:
        'Each change of an order is one event in the JetStream stream ORDERS: CloudEvents 1.0 in binary mode, at least once; the first appearances of the events of an order come in the order of their sequence.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      nats: { host: '127.0.0.1:4222', protocol: 'nats', description: 'NATS with JetStream, where NATS_URL says that it is' },
    },
    channels: {
      orderEvents: {
        address: 'orders.{change}',
        description: 'A subject of NATS',
        parameters: { change: { enum: EVENT_TYPES.map((type) => type.slice('orders.'.length)) } },
        messages: { orderEvent: { $ref: '#/components/messages/OrderEvent' } },
      },
    },
    operations: {
      sendOrderEvent: {
        action: 'send',
        summary: 'Tell that an order was changed',
        channel: { $ref: '#/channels/orderEvents' },
        messages: [message],
        security: [{ $ref: '#/components/securitySchemes/natsLogin' }],
      },
    },
    components: {
      securitySchemes: {
        natsLogin: {
          type: 'userPassword',
          description: 'Where NATS asks for it; it may as well be a token, an nkey or a file of credentials',
        },
      },
      messages: {
        OrderEvent: {
          name: 'OrderEvent',
          summary: 'An order as a change left it',
          contentType: 'application/json',
          headers: { type: 'object', required: Object.keys(ATTRIBUTES), properties: asText({ ...ATTRIBUTES, ...WHERE_KNOWN }) },
          payload: { $ref: `#/components/schemas/${PAYLOAD}` },
          examples: [{ name: 'created', summary: 'The first event of an order', headers: exampleHeaders, payload: createdSnapshot }],
        },
      },
      schemas: schemasBelow(PAYLOAD, schemas),
    },
  };
}

type Schemas = Readonly<Record<string, unknown>>;

/** A schema and those that it refers to. */
function schemasBelow(name: string, schemas: Schemas, found: Record<string, unknown> = {}): Schemas {
  if (name in found) return found;
  found[name] = schemas[name];
  const refs = JSON.stringify(schemas[name] ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, ref = ''] of refs) schemasBelow(ref, schemas, found);
  return found;
}

function asText(properties: Readonly<Record<string, object>>) {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, { type: 'string', ...property }]));
}
