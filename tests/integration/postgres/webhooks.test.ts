import { randomUUID } from 'node:crypto';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { createWebhookDeliveries } from '../../../adapters/postgres/webhook-deliveries.ts';
import { createWebhookEndpoints } from '../../../adapters/postgres/webhook-endpoints.ts';
import { createWebhookQueue, type StreamedEvent, type WebhookQueue } from '../../../adapters/postgres/webhook-queue.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { DeliveryRun, TryRecord, WebhookDeliveries } from '../../../domain/ports/webhook-deliveries.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import type { WebhookEndpoint } from '../../../domain/webhook.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

let database: FreshDatabase;
let orders: OrderStore;
let queue: WebhookQueue;
let deliveries: WebhookDeliveries;

beforeAll(async () => {
  database = await freshDatabase();
  orders = createOrderStore({ db: database.db, now: () => new Date() });
  queue = createWebhookQueue(database.db);
  deliveries = createWebhookDeliveries(database.db, 'https://orders.example');
});
afterEach(() => database.query('delete from webhook_endpoints'));
afterAll(() => database.drop());

const PAST = '2026-01-01T00:00:00.000Z';
const FAILED: TryRecord = {
  attempt: { at: PAST, durationMs: 1, error: 'x' },
  status: 'pending',
  nextAttemptAt: '2999-01-01T00:00:00.000Z',
};

async function endpoint(over: Partial<WebhookEndpoint> = {}, tenant = ''): Promise<WebhookEndpoint> {
  const made = { url: 'https://shop.example/', eventTypes: [], status: 'active' as const, createdAt: PAST, updatedAt: PAST, version: 1 };
  const whole = { endpointId: randomUUID(), ...made, ...over };
  await createWebhookEndpoints(database.db, tenant).once(undefined, async (changes) => {
    await changes.insert(whole, { secret: 'whsec_one' });
    return {};
  });
  return whole;
}

/** Of an order that was just made. */
async function newEvent(tenant = ''): Promise<StreamedEvent> {
  const made = order();
  await orders.create({ ...made, request: { ...made.request, ...(tenant && { tenant }) } }, cause);
  return { eventId: `${made.id}:1`, type: 'orders.created', orderId: made.id, sequence: 1, at: new Date() };
}

const listOf = async (endpointId: string, tenant = '') =>
  createWebhookEndpoints(database.db, tenant).deliveries(endpointId, { limit: 100 });
const idsOf = async (endpointId: string) => (await listOf(endpointId)).map(({ eventId }) => eventId);
const runOf = ({ eventId }: StreamedEvent, endpointId: string, round = 1): DeliveryRun => ({
  deliveryId: `${eventId}:${endpointId}`,
  endpointId,
  round,
});

describe('an event of the stream', () => {
  it('is queued once for each endpoint of its tenant that wants it and was there before it', async () => {
    const event = await newEvent('a');
    const mine = await endpoint({}, 'a');
    const picky = await endpoint({ eventTypes: ['orders.shipped'] }, 'a');
    const late = await endpoint({ createdAt: new Date(Date.now() + 60_000).toISOString() }, 'a');
    const stranger = await endpoint({}, 'b');
    expect([await queue.add([event]), await queue.add([event])]).toEqual([1, 0]);
    const counts = await Promise.all([mine, picky, late, stranger].map(async ({ endpointId }) => (await idsOf(endpointId)).length));
    expect(counts).toEqual([1, 0, 0, 0]);
  });

  it('is for nobody where there is no endpoint', async () => {
    expect(await queue.endpoints()).toEqual({ since: undefined, isEmpty: true });
    expect(await queue.add([await newEvent()])).toBe(0);
    const { createdAt } = await endpoint();
    expect(await queue.endpoints()).toEqual({ since: new Date(createdAt), isEmpty: false });
  });

  it('waits for an endpoint that is paused, and is a dead letter of one that is off', async () => {
    const [paused, off] = [
      await endpoint({ status: 'paused' }),
      await endpoint({ status: 'disabled', disabled: { at: PAST, reason: 'x' } }),
    ];
    await queue.add([await newEvent()]);
    expect([(await listOf(paused.endpointId))[0]?.status, (await listOf(off.endpointId))[0]?.status]).toEqual(['pending', 'dead']);
    expect(await queue.due()).toEqual([]);
    await database.query(`update webhook_endpoints set status = 'active' where id = $1`, [paused.endpointId]);
    await queue.sortOut();
    expect(await queue.due()).toMatchObject([{ endpointId: paused.endpointId, round: 1 }]);
  });
});

describe('what is due', () => {
  it('is some of each endpoint, so that one with much to do leaves room', async () => {
    const [busy, quiet] = [await endpoint(), await endpoint({ eventTypes: ['orders.completed'] })];
    const event = await newEvent();
    const many = Array.from({ length: 300 }, (_, n) => ({ ...event, eventId: `${event.orderId}:${n + 1}`, sequence: n + 1 }));
    await queue.add(many);
    await queue.add([{ ...event, eventId: `${event.orderId}:999`, sequence: 999, type: 'orders.completed' }]);
    const of = Map.groupBy(await queue.due(), ({ endpointId }) => endpointId);
    expect([of.get(busy.endpointId)?.length, of.get(quiet.endpointId)?.length]).toEqual([100, 1]);
  });

  it('is not due any more once its run was started, and is again when that run is lost', async () => {
    const { endpointId } = await endpoint();
    const event = await newEvent();
    await queue.add([event]);
    await queue.markStarted(await queue.due());
    expect(await queue.due()).toEqual([]);
    await deliveries.record(runOf(event, endpointId), FAILED);
    expect(await queue.due()).toEqual([]);
    await database.query(`update webhook_deliveries set start_at = now() - interval '1 second'`);
    expect(await queue.due()).toEqual([runOf(event, endpointId, 2)]);
  });
});

describe('a run of tries', () => {
  it('that another one has taken the place of changes nothing', async () => {
    const { endpointId } = await endpoint();
    const event = await newEvent();
    await queue.add([event]);
    await queue.markStarted(await queue.due());
    const run = runOf(event, endpointId);
    expect(await deliveries.open(run, new Date())).toMatchObject({
      tries: 0,
      secrets: ['whsec_one'],
      url: 'https://shop.example/',
      event: { type: 'orders.created', orderId: event.orderId, at: expect.any(Date) as Date },
    });
    await createWebhookEndpoints(database.db, '').once(undefined, async (changes) => ({
      ids: await changes.queueEvents(endpointId, [event.eventId]),
    }));
    expect(await deliveries.open(run, new Date())).toBeUndefined();
    await deliveries.record(run, { ...FAILED, status: 'dead' });
    expect(await listOf(endpointId)).toMatchObject([{ status: 'pending', attempts: [] }]);
  });

  it('sends the event as the stream has it, and signs with the secret before until its time is over', async () => {
    const { endpointId } = await endpoint();
    const event = await newEvent();
    await queue.add([event]);
    const now = new Date();
    const until = new Date(now.getTime() + 1000);
    await createWebhookEndpoints(database.db, '').once(undefined, async (changes) => {
      await changes.replaceSecret(endpointId, { secret: 'whsec_two' }, until);
      return {};
    });
    const opened = await deliveries.open(runOf(event, endpointId), now);
    expect(opened?.secrets).toEqual(['whsec_two', 'whsec_one']);
    expect(JSON.parse(opened?.body ?? '')).toMatchObject({
      specversion: '1.0',
      id: event.eventId,
      subject: event.orderId,
      sequence: '0000000001',
      dataschema: 'https://orders.example/asyncapi.json#/components/schemas/OrderSnapshot',
      data: { id: event.orderId, version: 1 },
    });
    expect((await deliveries.open(runOf(event, endpointId), until))?.secrets).toEqual(['whsec_two']);
  });

  it('is parked while its endpoint is paused', async () => {
    const { endpointId } = await endpoint();
    const event = await newEvent();
    await queue.add([event]);
    await queue.markStarted(await queue.due());
    await database.query(`update webhook_endpoints set status = 'paused'`);
    expect(await deliveries.open(runOf(event, endpointId), new Date())).toBeUndefined();
    await database.query(`update webhook_endpoints set status = 'active'`);
    await queue.sortOut();
    expect(await queue.due()).toEqual([runOf(event, endpointId, 3)]);
  });

  it('keeps the newest fifty attempts', async () => {
    const { endpointId } = await endpoint();
    const event = await newEvent();
    await queue.add([event]);
    for (let n = 1; n <= 51; n++) await deliveries.record(runOf(event, endpointId), { ...FAILED, attempt: { at: PAST, durationMs: n } });
    const [{ attempts } = { attempts: [] }] = await listOf(endpointId);
    expect([attempts.length, attempts[0]?.durationMs, attempts.at(-1)?.durationMs]).toEqual([50, 2, 51]);
  });
});

describe('an endpoint that is switched off', () => {
  it('is so once, and what waits for it is given up', async () => {
    const { endpointId } = await endpoint();
    await queue.add([await newEvent()]);
    expect([await deliveries.disable(endpointId, 'gone'), await deliveries.disable(endpointId, 'again')]).toEqual([true, false]);
    await queue.sortOut();
    expect((await listOf(endpointId))[0]?.status).toBe('dead');
    expect(await createWebhookEndpoints(database.db, '').find(endpointId)).toMatchObject({
      status: 'disabled',
      disabled: { reason: 'gone' },
      version: 2,
    });
    expect(await queue.backlog()).toEqual({ pending: 0, overdueSeconds: 0, dead: 1, disabledEndpoints: 1 });
  });
});

describe('a replay since an instant', () => {
  it('queues the oldest first, and tells where the next one begins', async () => {
    const { endpointId } = await endpoint();
    const events = [await newEvent(), await newEvent(), await newEvent()];
    for (const event of events) await queue.add([event]);
    await database.query(`update webhook_deliveries set status = 'delivered', finished_at = now(), start_at = null`);
    const replay = (since: string) =>
      createWebhookEndpoints(database.db, '').once(undefined, (changes) => changes.queueSince(endpointId, since, 2));
    const [first] = (await listOf(endpointId)).toReversed();
    const { answer } = await replay(first?.createdAt ?? '');
    expect([answer.queued, answer.nextSince]).toEqual([2, (await listOf(endpointId))[0]?.createdAt]);
    expect((await listOf(endpointId)).map(({ status }) => status)).toEqual(['delivered', 'pending', 'pending']);
  });

  it('or of some events finds none of another tenant', async () => {
    const { endpointId } = await endpoint({}, 'a');
    const [mine, theirs] = [await newEvent('a'), await newEvent('b')];
    const { answer } = await createWebhookEndpoints(database.db, 'a').once(undefined, async (changes) => ({
      ids: await changes.queueEvents(endpointId, [mine.eventId, theirs.eventId]),
    }));
    expect(answer.ids).toEqual([mine.eventId]);
  });
});

describe('under one key', () => {
  it('what is asked for at the same instant is done once, and what throws binds none', async () => {
    const { endpointId } = await endpoint();
    const store = createWebhookEndpoints(database.db, '');
    const key = { hash: 'h', fingerprint: 'f', endpointId };
    const refused = store.once(key, () => Promise.reject(new DomainError('PRECONDITION_FAILED', 'no')));
    await expect(refused).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    let times = 0;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        store.once(key, async (changes) => {
          times += 1;
          return { test: (await changes.queueTest(endpointId, `test:${times}`)).deliveryId };
        }),
      ),
    );
    expect([times, new Set(answers.map(({ answer }) => answer.test)).size, (await listOf(endpointId)).length]).toEqual([1, 1, 1]);
    expect(answers.filter(({ keptFingerprint }) => keptFingerprint === 'f')).toHaveLength(4);
  });

  it('an endpoint of another tenant is neither found nor taken', async () => {
    const { endpointId } = await endpoint({}, 'a');
    const other = createWebhookEndpoints(database.db, 'b');
    expect([await other.find(endpointId), await other.list({ limit: 10 })]).toEqual([undefined, []]);
    const { answer } = await other.once(undefined, async (changes) => ({
      taken: await changes.take(endpointId),
      count: await changes.count(),
    }));
    expect(answer).toEqual({ taken: undefined, count: 0 });
  });
});

describe('what is no longer needed', () => {
  it('goes: deliveries that were settled long ago, and all of a deleted endpoint', async () => {
    const [kept, deleted] = [await endpoint(), await endpoint()];
    const [old, young] = [await newEvent(), await newEvent()];
    await queue.add([old, young]);
    await database.query(`update webhook_deliveries set status = 'dead', finished_at = $1 where event_id = $2`, [PAST, old.eventId]);
    await createWebhookEndpoints(database.db, '').once(undefined, async (changes) => (await changes.remove(deleted.endpointId), {}));
    expect(await queue.due()).toEqual([runOf(young, kept.endpointId)]);
    while ((await queue.purge(new Date('2026-02-01'), 1)) > 0);
    expect(await database.query('select endpoint_id, event_id from webhook_deliveries')).toEqual([
      { endpoint_id: kept.endpointId, event_id: young.eventId },
    ]);
    expect(await database.query('select id from webhook_endpoints')).toEqual([{ id: kept.endpointId }]);
  });
});
