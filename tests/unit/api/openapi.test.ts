import { openApiDocument } from '../../../api/http/openapi.ts';
import { createdExample, orderAnswer, pendingExample } from '../../../api/http/orders/response-schemas.ts';

const operations = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method} ${path}`,
    operation: operation as { responses: Record<string, unknown>; operationId: string },
  })),
);

describe('the OpenAPI document', () => {
  it('lists what the API does', () => {
    expect(operations.map(({ name }) => name).toSorted()).toEqual([
      'get /health',
      'get /healthz',
      'get /inventory',
      'get /inventory/{sku}',
      'get /metrics',
      'get /orders',
      'get /orders/{id}',
      'get /orders/{id}/events',
      'get /readyz',
      'post /orders',
      'post /orders/{id}/cancel',
      'post /orders/{id}/notes',
      'post /orders/{id}/refunds',
      'post /orders/{id}/resolve',
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

  it('has examples that its own schema takes', () => {
    for (const example of [createdExample, pendingExample]) expect(orderAnswer.strict().parse(example)).toEqual(example);
  });
});
