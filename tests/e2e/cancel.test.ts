import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import type { Client } from '@temporalio/client';
import { cancelOrder } from '../../workflows/messages.ts';
import { call, eventsOf, newSku, orderFor, stockOf, submit, typesOf, untilEnd, untilStatus } from '../support/api-client.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

let client: Client & { close(): Promise<void> };
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.close());

const workflow = (id: string) => client.workflow.getHandle(orderWorkflowIdOf(id));

async function expectUndone(id: string, sku: string): Promise<void> {
  expect(await stockOf(sku)).toEqual({ sku, onHand: 3, reserved: 0, available: 3 });
  const [payment] = await queryDatabase<{ status: string }>('select status from partners.payments where order_id = $1', [id]);
  expect(['voided', undefined]).toContain(payment?.status);
}

describe('a cancel', () => {
  it('is answered 200 with the order, the same again, and 409 with the way out when it is too late', async () => {
    const sku = await newSku(3);
    const [early, late] = [(await submit(orderFor(sku))).body, (await submit(orderFor(sku))).body];
    const answers = [await call('POST', `/orders/${early.id}/cancel`), await call('POST', `/orders/${early.id}/cancel`)];
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual([
      [200, 'CANCELED'],
      [200, 'CANCELED'],
    ]);
    await untilStatus(late.id, 'SHIPPED', 'DELIVERED', 'COMPLETED');
    const refused = await call<{ status: number; detail: string }>('POST', `/orders/${late.id}/cancel`);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('refunded')]);
  });

  it('of everybody at once compensates once', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku));
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => call('POST', `/orders/${body.id}/cancel`)),
      workflow(body.id)
        .signal(cancelOrder)
        .catch(() => undefined),
    ]);
    for (const answer of answers) if (answer) expect([answer.status, answer.body.status]).toEqual([200, 'CANCELED']);
    expect((await typesOf(body.id)).filter((type) => type.startsWith('cancel'))).toEqual(['canceling', 'canceled']);
    await expectUndone(body.id, sku);
  });

  it('that was refused is told in the events of an order whose canceller cannot be answered', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku));
    await untilStatus(body.id, 'SHIPPED');
    await workflow(body.id).signal(cancelOrder, 'too late');
    await untilEnd(body.id);
    expect((await eventsOf(body.id)).find(({ type }) => type === 'orders.cancel_refused')).toMatchObject({
      actor: 'temporal',
      why: expect.stringContaining('refunded'),
    });
  });
});
