import { EVENT_TYPES } from '../../domain/order-event.ts';
import { VERSION } from '../../platform/version.ts';

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
  'ce-traceparent': { description: 'W3C Trace Context, beside the bare header' },
  'ce-tracestate': { description: 'W3C Trace Context, beside the bare header' },
};

/** AsyncAPI 3.0; the schemas are those of the OpenAPI document. */
export function asyncApiDocument(schemas: object | undefined) {
  const message = { $ref: '#/channels/orderEvents/messages/orderEvent' };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Durable Orders: events',
      version: VERSION,
      description:
        'Each change of an order is one event in the JetStream stream ORDERS: CloudEvents 1.0 in binary mode, at least once; the first appearances of the events of an order come in the order of their sequence.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      orderEvents: {
        address: 'orders.{change}',
        description: 'A subject of NATS',
        parameters: { change: { enum: EVENT_TYPES.map((type) => type.slice('orders.'.length)) } },
        messages: { orderEvent: { $ref: '#/components/messages/OrderEvent' } },
      },
    },
    operations: { sendOrderEvent: { action: 'send', channel: { $ref: '#/channels/orderEvents' }, messages: [message] } },
    components: {
      messages: {
        OrderEvent: {
          name: 'OrderEvent',
          summary: 'An order as a change left it',
          contentType: 'application/json',
          headers: { type: 'object', required: Object.keys(ATTRIBUTES), properties: asText({ ...ATTRIBUTES, ...WHERE_KNOWN }) },
          payload: { $ref: '#/components/schemas/OrderSnapshot' },
        },
      },
      schemas,
    },
  };
}

function asText(properties: Readonly<Record<string, object>>) {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, { type: 'string', ...property }]));
}
