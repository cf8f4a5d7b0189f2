import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createOrderRuns } from '../../adapters/temporal/order-runs.ts';
import type { Refund } from '../../domain/order.ts';
import { loadConfig } from '../../platform/config.ts';
import { BREAKS } from '../../tools/scenarios/break-workflow.ts';
import type { ReconcileReport } from '../../workflows/reconcile-report.ts';
import { eventsOf, newSku, orderFor, setting, stockOf, submit, untilEnd, untilOrder } from '../support/api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { postgresSession } from '../../platform/postgres-session.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

let client: Client & { close(): Promise<void> };
beforeAll(async () => {
  client = await temporalClient();
});
afterAll(() => client.close());

const workflow = (id: string) => client.workflow.getHandle(orderWorkflowIdOf(id));
const approve = async (url = '') => fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' });

describe.each(Object.entries(BREAKS))('an order whose workflow was %s', (_name, breakRun) => {
  it('goes on waiting for the customer, who pays', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku, { payment: { token: 'tok_requires_action' } }));
    const waiting = await untilOrder(body.id, ({ payment }) => payment.status === 'requires_action');
    await breakRun(client, body.id);
    const runs = () =>
      workflow(body.id)
        .describe()
        .then(
          ({ status }) => status.name,
          () => 'gone',
        );
    await eventually(runs, (status) => status === 'RUNNING');
    await approve(waiting.payment.nextAction?.url);
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
    expect((await eventsOf(body.id)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('the reconciler', () => {
  it('gives back stock and authorisations that an order at its end still holds', async () => {
    const sku = await newSku(3);
    const { body } = await submit(orderFor(sku, { payment: { token: 'tok_declined' } }));
    await untilEnd(body.id);
    await queryDatabase(`update reservations set reserved = released, released = 0, closed = false where order_id = $1`, [body.id]);
    await queryDatabase('update stock set reserved = 1 where sku = $1', [sku]);
    await queryDatabase(
      `update partners.payments set status = 'authorised', authorised_cents = 1999, updated_at = now() where order_id = $1`,
      [body.id],
    );
    expect(
      await eventually(
        () => stockOf(sku),
        ({ reserved }) => reserved === 0,
      ),
    ).toMatchObject({ onHand: 3, available: 3 });
    const status = async () =>
      (await queryDatabase<{ status: string }>('select status from partners.payments where order_id = $1', [body.id]))[0]?.status;
    expect(await eventually(status, (found) => found === 'voided')).toBe('voided');
  });

  it('sends a refund that was opened, and whose workflow is gone', async () => {
    const { body } = await submit(orderFor(await newSku(3)));
    await untilEnd(body.id);
    const [refundId, requestId] = [`re_${randomUUID()}`, randomUUID()];
    const refund = { refundId, status: 'pending' as const, amountCents: 500, lines: [], reason: 'broken', createdAt: elevenMinutesAgo() };
    await openRefund(body.id, refund, requestId);
    const { refunds, payment } = await untilOrder(body.id, (order) => order.payment.refundedCents > 0);
    expect([payment.refundedCents, refunds.map(({ status }) => status)]).toEqual([500, ['succeeded']]);
    expect((await eventsOf(body.id)).at(-1)).toMatchObject({ type: 'orders.refunded', actor: 'provider', requestId });
  });

  it('sees in Temporal what runs, newest first, and how often it broke off', async () => {
    const runs = createOrderRuns({ client, taskQueue: 'orders', settings: loadConfig({}).run });
    const waiting = async () => (await submit(orderFor(await newSku(1), { payment: { token: 'tok_requires_action' } }))).body.id;
    const [older, newer] = [await waiting(), await waiting()];
    const soon = () => new Date(Date.now() + 60_000).toISOString();
    const ours = async () => (await runs.running(soon(), 1000)).map(({ orderId }) => orderId).filter((id) => [older, newer].includes(id));
    expect(await eventually(ours, (ids) => ids.length === 2)).toEqual([newer, older]);
    expect(await runs.running(soon(), 1)).toHaveLength(1);
    expect(await runs.running(elevenMinutesAgo(), 1000)).toEqual([]);

    await workflow(newer).terminate('test');
    expect(await eventually(() => runs.countFailedRuns(newer, elevenMinutesAgo()), Boolean)).toBe(1);
    expect([await runs.countFailedRuns(newer, soon()), await runs.countFailedRuns(older, elevenMinutesAgo())]).toEqual([0, 0]);
    expect(await runs.isRefunding(older, 're_1')).toBe(false);
  });

  it('lists a payment that only the provider knows, until it is settled', async () => {
    const orderId = randomUUID();
    const reference = `pay_${orderId}_1`;
    await queryDatabase(
      `insert into partners.payments (reference, order_id, token, currency, amount_cents, authorised_cents, status, updated_at)
       values ($1, $2, 'tok_ok', 'USD', 1999, 1999, 'authorised', now() - interval '6 minutes')`,
      [reference, orderId],
    );
    const listed = (report: ReconcileReport | undefined) => report?.findings.find(({ id }) => id === reference);
    const report = await eventually(lastReport, (found) => listed(found) !== undefined);
    expect(listed(report)).toMatchObject({
      kind: 'unknown_payment',
      orderId,
      text: expect.stringContaining('its order has no row') as string,
    });
    const metrics = await (await fetch(`${setting('TEST_WORKER_URL')}/metrics`)).text();
    expect(metrics).toMatch(/^reconciler_findings\{kind="unknown_payment"\} [1-9]/m);

    await queryDatabase(`update partners.payments set status = 'voided', authorised_cents = 0 where reference = $1`, [reference]);
    await eventually(lastReport, (found) => found !== undefined && found.at > (report?.at ?? '') && !listed(found));
    const lines = readFileSync(path.join(setting('TEST_DATA_DIR'), 'logs/worker.log'), 'utf8').split('\n');
    const warnings = lines.filter((line) => line.includes('the reconciler found') && line.includes(reference));
    expect(warnings.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ level: 'warn', kind: 'unknown_payment', orderId }),
    ]);
  });
});

const elevenMinutesAgo = () => new Date(Date.now() - 11 * 60_000).toISOString();

/** As the refund's workflow does before it sends it. */
async function openRefund(orderId: string, refund: Refund, requestId: string): Promise<void> {
  const db = connectDatabase({ session: postgresSession(setting('TEST_DATABASE_URL')), poolSize: 1, name: 'test' });
  const orders = createOrderStore({ db, now: () => new Date() });
  await orders.change(orderId, `refund_opened:${refund.refundId}`, { actor: 'api', requestId }, ({ items }) => ({
    event: 'orders.payment_changed',
    refunds: [{ ...refund, lines: [{ lineId: items[0]?.lineId ?? '', amountCents: refund.amountCents }] }],
    why: refund.reason,
  }));
  await db.close();
}

/** Of the latest round that came to its end. */
async function lastReport(): Promise<ReconcileReport | undefined> {
  const query = `WorkflowType = 'reconcileOrders' AND ExecutionStatus = 'Completed'`;
  for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 })) {
    return client.workflow.getHandle(workflowId, runId).result() as Promise<ReconcileReport>;
  }
  return undefined;
}
