import { randomUUID } from 'node:crypto';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createWebhookDeliveries } from '../../adapters/postgres/webhook-deliveries.ts';
import { createWebhookEndpoints } from '../../adapters/postgres/webhook-endpoints.ts';
import { createWebhookQueue, type WebhookQueue } from '../../adapters/postgres/webhook-queue.ts';
import type { WebhookEndpoint } from '../../domain/webhook.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { invariantsWorld } from '../support/invariants-world.ts';
import { cause, order } from '../support/orders.ts';

const PAST = '2026-01-01T00:00:00.000Z';
const WEBHOOK_CHECKS = new Set(['5l', '5m', '6b']);
let database: FreshDatabase;
let queue: WebhookQueue;

beforeAll(async () => {
  database = await freshDatabase();
  queue = createWebhookQueue(database.db);
});
beforeEach(() => database.query('truncate webhook_endpoints, orders, order_events, outbox cascade'));
afterAll(() => database.drop());

async function endpoint(over: Partial<WebhookEndpoint> = {}, tenant = ''): Promise<string> {
  const made = { url: 'https://shop.example/', eventTypes: [], status: 'active' as const, createdAt: PAST, updatedAt: PAST, version: 1 };
  const whole = { endpointId: randomUUID(), ...made, ...over };
  await createWebhookEndpoints(database.db, tenant).once(undefined, async (changes) => {
    await changes.insert(whole, { secret: 'whsec_one' });
    return {};
  });
  await database.query('update webhook_endpoints set updated_at = $1 where id = $2', [whole.updatedAt, whole.endpointId]);
  return whole.endpointId;
}

/** An order whose first event was sent. @returns its id */
async function sentOrder(tenant = ''): Promise<string> {
  const made = order();
  const orders = createOrderStore({ db: database.db, now: () => new Date() });
  await orders.create({ ...made, request: { ...made.request, ...(tenant && { tenant }) } }, cause);
  await database.query('update outbox set sent_at = now() where order_id = $1', [made.id]);
  return made.id;
}

const queueOf = (orderId: string) => queue.add([{ eventId: `${orderId}:1`, type: 'orders.created', orderId, sequence: 1, at: new Date() }]);

/** What the checks of deliveries say, by their number. */
async function said(settleMs = 0): Promise<Record<string, string[]>> {
  const findings = (await invariantsWorld(database).findings({ settleMs })).filter(({ check }) => WEBHOOK_CHECKS.has(check.number));
  const broken = findings.filter(({ violations }) => violations.length > 0);
  return Object.fromEntries(broken.map(({ check, violations }) => [check.number, violations.map(({ id, says }) => `${id} ${says}`)]));
}

describe('deliveries', () => {
  it('are as they must be where each event is queued for whom it is for, whatever became of it', async () => {
    const [all, paused, off] = [await endpoint(), await endpoint({ status: 'paused' }), await endpoint({ status: 'disabled' })];
    await endpoint({ eventTypes: ['orders.shipped'] });
    await endpoint({}, 'other');
    const [delivered, waiting] = [await sentOrder(), await sentOrder()];
    await queueOf(delivered);
    await queueOf(waiting);
    const run = { deliveryId: `${delivered}:1:${all}`, endpointId: all, round: 0 };
    await createWebhookDeliveries(database.db, 'https://orders.example').record(run, {
      attempt: { at: PAST, durationMs: 1, statusCode: 204 },
      status: 'delivered',
    });
    const rows = await database.query<{ endpoint_id: string; status: string }>('select endpoint_id, status from webhook_deliveries');
    const statuses = new Set(rows.map(({ endpoint_id: id, status }) => `${id} ${status}`));
    expect(statuses).toEqual(new Set([`${all} delivered`, `${all} pending`, `${paused} pending`, `${off} dead`]));
    expect(await said()).toEqual({});
  });

  it('are missed by nobody who asked for them a moment ago, or has other events sent, or has gone', async () => {
    await endpoint({ updatedAt: new Date().toISOString() });
    await endpoint({ eventTypes: ['orders.shipped'] });
    const gone = await endpoint();
    await database.query(`update webhook_endpoints set status = 'deleted' where id = $1`, [gone]);
    await sentOrder();
    expect(await said()).toEqual({});
  });

  it('may come a moment after their event was sent, and not be missing altogether', async () => {
    const endpointId = await endpoint();
    const id = await sentOrder();
    const looking = said(10_000);
    await queueOf(id);
    expect(await looking).toEqual({});
    await database.query('delete from webhook_deliveries');
    expect(await said()).toEqual({ '5l': [`${id} event 1 has no delivery for endpoint ${endpointId}`] });
    await database.query('update outbox set sent_at = null');
    expect(await said()).toEqual({});
  });

  it('are reported when an event has two for one endpoint', async () => {
    const endpointId = await endpoint();
    const id = await sentOrder();
    await queueOf(id);
    await database.query(`insert into webhook_deliveries (id, endpoint_id, event_id, event_type, order_id, sequence, start_at, created_at)
      select id || ':again', endpoint_id, event_id, event_type, order_id, sequence, now(), now() from webhook_deliveries`);
    expect(await said(5000)).toEqual({ '5l': [`${id} event 1 has 2 deliveries for endpoint ${endpointId}`] });
  });

  it.each([
    [`event_type = 'orders.shipped'`, 'tells of orders.shipped, which is orders.created'],
    [`sequence = 7`, 'tells of orders.created, which is no event'],
    [`status = 'delivered', finished_at = now()`, 'is delivered, and was answered by nobody'],
    [
      `status = 'delivered', finished_at = now(), attempts = '[{"statusCode":204},{"statusCode":503}]'`,
      'is delivered, and was answered 503',
    ],
    [`status = 'dead'`, 'is dead, and ended never'],
  ])('are reported when one is changed by hand: %s', async (change, says) => {
    const endpointId = await endpoint();
    const id = await sentOrder();
    await queueOf(id);
    await database.query(`update webhook_deliveries set ${change}`);
    expect((await said())['5m']).toEqual([`${id} delivery ${id}:1:${endpointId} ${says}`]);
  });

  it('are reported when one is for another tenant', async () => {
    const id = await sentOrder();
    await endpoint();
    await queueOf(id);
    await database.query(`update webhook_endpoints set tenant = 'other'`);
    expect(await said()).toEqual({ '5m': [expect.stringContaining('is for another tenant')] });
  });

  it.each([`start_at = now() - interval '16 minutes'`, `start_at = null, created_at = now() - interval '16 minutes'`])(
    'are reported when nobody takes one up: %s',
    async (change) => {
      await endpoint();
      const paused = await endpoint({ status: 'paused' });
      const id = await sentOrder();
      await queueOf(id);
      await database.query(`update webhook_deliveries set ${change}`);
      const [one, ...more] = (await said())['6b'] ?? [];
      expect(one).toContain(`${id} delivery ${id}:1:`);
      expect([one?.includes(paused), more]).toEqual([false, []]);
    },
  );
});
