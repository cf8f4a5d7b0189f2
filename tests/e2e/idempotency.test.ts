import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import { call, newSku, orderFor, stockOf, submit, untilEnd } from '../support/api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

const authorisations = (orderId: string) => queryDatabase('select reference from partners.payments where order_id = $1', [orderId]);

describe('one Idempotency-Key', () => {
  it('makes one order, one authorisation and fifty equal answers of fifty requests at the same instant', async () => {
    const sku = await newSku(100);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit(orderFor(sku), { 'idempotency-key': key })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const id = answers[0]?.body.id ?? '';
    await untilEnd(id);
    expect(await authorisations(id)).toHaveLength(1);
    expect(await stockOf(sku)).toMatchObject({ onHand: 99, reserved: 0 });
  });

  it('is refused for other content, whatever its form, and keeps answering for the first', async () => {
    const sku = await newSku(10);
    const key = randomUUID();
    const first = await submit(orderFor(sku), { 'idempotency-key': key });
    expect((await submit(orderFor(sku, { customerId: 'another' }), { 'idempotency-key': key })).status).toBe(422);
    const { customerId, items } = orderFor(sku);
    const reordered = await submit({ items, customerId }, { 'idempotency-key': `"${key}"` });
    expect([reordered.status, reordered.text, reordered.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  });

  it('still answers with the order as created after Temporal has forgotten the workflow', async () => {
    const sku = await newSku(10);
    const key = randomUUID();
    const first = await submit(orderFor(sku), { 'idempotency-key': key });
    await untilEnd(first.body.id);
    const client = await temporalClient();
    const workflowExecution = { workflowId: orderWorkflowIdOf(first.body.id) };
    await client.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
    const gone = () =>
      client.workflow
        .getHandle(workflowExecution.workflowId)
        .describe()
        .then(
          () => false,
          () => true,
        );
    // The server deletes when its queues get to it.
    await eventually(gone, Boolean);
    await client.close();

    const again = await submit(orderFor(sku), { 'idempotency-key': key });
    expect([again.status, again.text]).toEqual([201, first.text]);
    await expect(temporalKnows(first.body.id)).resolves.toBe(false);
    expect(await authorisations(first.body.id)).toHaveLength(1);
  });

  it('repeats the first final answer of a cancel', async () => {
    const sku = await newSku(10);
    const { body } = await submit(orderFor(sku));
    const key = randomUUID();
    const cancel = () => call('POST', `/orders/${body.id}/cancel`, { reason: 'no more' }, { 'idempotency-key': key });
    const [first, second] = [await cancel(), await cancel()];
    expect([first.status, first.body.status]).toEqual([200, 'CANCELED']);
    expect([second.status, second.text, second.headers.get('idempotent-replayed')]).toEqual([200, first.text, 'true']);
    expect((await call('POST', `/orders/${body.id}/cancel`, { reason: 'other' }, { 'idempotency-key': key })).status).toBe(422);
  });
});

async function temporalKnows(orderId: string): Promise<boolean> {
  const client = await temporalClient();
  const known = await client.workflow
    .getHandle(orderWorkflowIdOf(orderId))
    .describe()
    .then(
      () => true,
      () => false,
    );
  await client.close();
  return known;
}
