import { CREATE_ORDER } from '../../../api/http/examples.ts';
import { z } from 'zod';
import { openApiDocument } from '../../../api/http/openapi.ts';
import { createOrderBody } from '../../../api/orders/request-schemas.ts';
import { createdExample, orderAnswer, pendingExample } from '../../../api/http/orders/response-schemas.ts';
import { membersIn, membersNamed } from '../../support/members-of.ts';
import { wholeOrder } from '../../support/whole-order.ts';

const document = openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method} ${path}`,
    operation: operation as {
      parameters?: { name: string; required?: boolean; example?: unknown; schema: { example?: unknown } }[];
      requestBody?: { content: { 'application/json': { example?: unknown } } };
      responses: Record<string, unknown>;
      operationId: string;
    },
  })),
);

interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string;
}

/** Every schema below `node`, those that are referred to as well, by where it stands. */
function schemasBelow(node: unknown, at: string, found = new Map<string, Schema>()): Map<string, Schema> {
  if (typeof node !== 'object' || node === null) return found;
  const { $ref, type } = node as Schema;
  if ($ref !== undefined) {
    const resolved = $ref
      .split('/')
      .slice(1)
      .reduce<unknown>((part, step) => (part as Schema)[step], document);
    return found.has($ref) ? found : schemasBelow(resolved, $ref, found.set($ref, resolved as Schema));
  }
  if (typeof type === 'string') found.set(at, node as Schema);
  for (const [key, value] of Object.entries(node)) if (!key.startsWith('example')) schemasBelow(value, `${at}/${key}`, found);
  return found;
}

const requested = new Map(operations.flatMap(({ name, operation }) => [...schemasBelow(operation.requestBody, name)]));
const answered = new Map(operations.flatMap(({ name, operation }) => [...schemasBelow(operation.responses, name)]));
const objectsIn = (schemas: Map<string, Schema>) => [...schemas].filter(([, { type, properties }]) => type === 'object' && properties);

describe('clients that are generated from the OpenAPI document', () => {
  it('know how wide each integer is: amounts are 64 bits', () => {
    const integers = [...schemasBelow(document, '')].filter(([, { type }]) => type === 'integer');
    expect(integers.length).toBeGreaterThan(30);
    for (const [at, { maximum, format }] of integers) expect([at, format]).toEqual([at, Number(maximum) < 2 ** 31 ? 'int32' : 'int64']);
    const formats = ['totalCents', 'version', 'priceCents', 'sequence', 'onHand', 'authorisedCents', 'refundedCents', 'amountCents'];
    for (const name of formats) expect([...answered].find(([at]) => at.endsWith(`/properties/${name}`))?.[1].format).toBe('int64');
  });

  it('take answers that have grown, and send nothing that is not known', () => {
    expect(objectsIn(answered).length).toBeGreaterThan(10);
    for (const [at, { additionalProperties }] of objectsIn(answered)) expect([at, additionalProperties]).toEqual([at, undefined]);
    const ours = objectsIn(requested).filter(([at]) => !at.endsWith('Notification'));
    expect(ours.length).toBeGreaterThan(5);
    for (const [at, { additionalProperties }] of ours) expect([at, additionalProperties]).toEqual([at, false]);
  });

  it('find nothing beside a reference that closes what it stands for', () => {
    const closed: string[] = [];
    const look = (node: unknown, at: string) => {
      if (typeof node !== 'object' || node === null) return;
      if ('$ref' in node && 'additionalProperties' in node) closed.push(at);
      for (const [name, child] of Object.entries(node)) look(child, `${at}/${name}`);
    };
    look(document, '');
    expect(closed).toEqual([]);
  });

  it('read instants by their format alone', () => {
    const instants = [...schemasBelow(document, '')].filter(([, { format }]) => format === 'date-time');
    expect(instants.length).toBeGreaterThan(10);
    for (const [at, instant] of instants) expect([at, instant['pattern']]).toEqual([at, undefined]);
  });

  it('need not send what has a default', () => {
    for (const [at, schema] of requested) expect([at, schema['default']]).toEqual([at, undefined]);
    const { required, properties } = requested.get('#/components/schemas/CreateOrder') as {
      required: string[];
      properties: Record<string, Schema>;
    };
    expect(required).toEqual(['customerId', 'items']);
    expect(properties['currency']?.['description']).toContain('`"USD"` when it is not given');
  });
});

describe('the OpenAPI document', () => {
  it('lists what the API does', () => {
    expect(operations.map(({ name }) => name).toSorted()).toEqual([
      'delete /orders/{id}/holds/{holdId}',
      'delete /webhook-endpoints/{endpointId}',
      'get /events',
      'get /health',
      'get /healthz',
      'get /inventory',
      'get /inventory/{sku}',
      'get /metrics',
      'get /orders',
      'get /orders/{id}',
      'get /orders/{id}/events',
      'get /readyz',
      'get /webhook-endpoints',
      'get /webhook-endpoints/{endpointId}',
      'get /webhook-endpoints/{endpointId}/deliveries',
      'patch /orders/{id}',
      'patch /webhook-endpoints/{endpointId}',
      'post /orders',
      'post /orders/{id}/cancel',
      'post /orders/{id}/holds',
      'post /orders/{id}/notes',
      'post /orders/{id}/refunds',
      'post /orders/{id}/resolve',
      'post /orders/{id}/returns',
      'post /orders/{id}/returns/{returnId}/approve',
      'post /orders/{id}/returns/{returnId}/cancel',
      'post /orders/{id}/returns/{returnId}/decline',
      'post /orders/{id}/returns/{returnId}/receive',
      'post /webhook-endpoints',
      'post /webhook-endpoints/{endpointId}/replay',
      'post /webhook-endpoints/{endpointId}/rotate-secret',
      'post /webhook-endpoints/{endpointId}/test',
      'post /webhooks/carrier',
      'post /webhooks/payments',
      'put /inventory/{sku}',
    ]);
  });

  it('says the same for every schema whenever it is made', () => {
    expect(openApiDocument()).toEqual(openApiDocument());
  });

  it.each(operations)('tells for $name what can go wrong', ({ operation }) => {
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['405', '500']));
  });

  it('describes every member that an order can have', () => {
    const described = membersNamed(z.toJSONSchema(orderAnswer) as Parameters<typeof membersNamed>[0]);
    const missing = membersIn(wholeOrder()).filter((member) => !described.includes(member) && !member.startsWith('/metadata/'));
    expect(missing).toEqual([]);
  });

  it.each(operations)('has for $name an example of all that has to be sent', ({ operation: { parameters = [], requestBody } }) => {
    const needed = parameters.filter(({ required }) => required);
    for (const { name, example, schema } of needed) expect([name, example ?? schema.example]).toEqual([name, expect.any(String)]);
    if (requestBody) expect(requestBody.content['application/json'].example).toEqual(expect.any(Object));
  });

  it('has examples that its own schema takes', () => {
    expect(createOrderBody.parse(CREATE_ORDER)).toEqual(CREATE_ORDER);
    for (const example of [createdExample, pendingExample]) expect(orderAnswer.strict().parse(example)).toEqual(example);
  });
});
