import type { Client } from '@temporalio/client';
import { workflowIdOf } from '../../workflows/messages.ts';
import { eventsOf, newSku, orderFor, stockOf, submit, typesOf, untilEnd, untilOrder, untilStatus } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

let client: Client & { close(): Promise<void> };
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.close());

const namespace = 'default';
const workflow = (id: string) => client.workflow.getHandle(workflowIdOf(id));
const approve = async (url = '') => fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' });

async function resetToFirstTask(id: string): Promise<void> {
  const { runId } = await workflow(id).describe();
  const workflowExecution = { workflowId: workflowIdOf(id), runId };
  const request = { namespace, workflowExecution, workflowTaskFinishEventId: 3, requestId: id, reason: 'test' };
  // The generated type wants a Long where the wire takes any integer.
  await client.workflowService.resetWorkflowExecution(
    request as unknown as Parameters<typeof client.workflowService.resetWorkflowExecution>[0],
  );
}

async function remove(id: string): Promise<void> {
  await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId: workflowIdOf(id) } });
  const gone = () =>
    workflow(id)
      .describe()
      .then(
        () => false,
        () => true,
      );
  // The server deletes when its queues get to it.
  await eventually(gone, Boolean, 90_000);
}

const breaks: Record<string, (id: string) => Promise<unknown>> = {
  terminated: (id) => workflow(id).terminate('test'),
  'reset to its first task': resetToFirstTask,
  deleted: remove,
};

describe.each(Object.entries(breaks))('an order whose workflow was %s', (_name, breakIt) => {
  it('goes on to its normal end from FULFILLING, and nothing is done twice', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku));
    await untilStatus(body.id, 'FULFILLING');
    await breakIt(body.id);
    const done = await untilEnd(body.id, 120_000);
    expect(done).toMatchObject({ status: 'COMPLETED', payment: { authorisedCents: 1999, capturedCents: 1999 } });
    // The parcel may have been delivered while nobody was there to capture: the two are not ordered.
    const once = ['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed'];
    expect((await typesOf(body.id)).toSorted()).toEqual(once.toSorted());
    expect(await stockOf(sku)).toEqual({ sku, onHand: 2, reserved: 0, available: 2 });
  }, 150_000);

  it('goes on waiting for the customer, who pays', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku, { payment: { token: 'tok_requires_action' } }));
    const waiting = await untilOrder(body.id, ({ payment }) => payment.status === 'requires_action');
    await breakIt(body.id);
    const runs = () =>
      workflow(body.id)
        .describe()
        .then(
          ({ status }) => status.name,
          () => 'gone',
        );
    await eventually(runs, (status) => status === 'RUNNING', 120_000);
    await approve(waiting.payment.nextAction?.url);
    expect(await untilEnd(body.id, 60_000)).toMatchObject({ status: 'COMPLETED' });
    expect((await eventsOf(body.id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  }, 200_000);
});

describe('the reconciler', () => {
  it('gives back stock and authorisations that an order at its end still holds', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku, { payment: { token: 'tok_declined' } }));
    await untilEnd(body.id);
    await queryDatabase(`update reservations set state = 'reserved' where order_id = $1`, [body.id]);
    await queryDatabase('update stock set reserved = 1 where sku = $1', [sku]);
    await queryDatabase(
      `update simulated_payments set status = 'authorised', authorised_cents = 1999, updated_at = now() where order_id = $1`,
      [body.id],
    );
    expect(
      await eventually(
        () => stockOf(sku),
        ({ reserved }) => reserved === 0,
        60_000,
      ),
    ).toMatchObject({ onHand: 3, available: 3 });
    const status = async () =>
      (await queryDatabase<{ status: string }>('select status from simulated_payments where order_id = $1', [body.id]))[0]?.status;
    expect(await eventually(status, (found) => found === 'voided', 60_000)).toBe('voided');
  }, 150_000);
});
