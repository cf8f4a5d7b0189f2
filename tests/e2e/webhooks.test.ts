import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Order } from '../../domain/order.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../../domain/webhook.ts';
import { freePort } from '../../platform/free-port.ts';
import { eventually } from '../../platform/poll.ts';
import { call, eventsOf, newSku, orderFor, setting, submit, untilEnd } from '../support/api-client.ts';
import { startWebhookReceiver, verified, type WebhookReceiver } from '../support/webhook-receiver.ts';

// Four follow the first one, the last of them after eight seconds.
const TRIES = 5;
const receivers: WebhookReceiver[] = [];
const endpoints: string[] = [];
let order: Order;
let keptAwake: WebhookEndpoint;

beforeAll(async () => {
  const { body } = await submit(orderFor(await newSku(1)));
  order = await untilEnd(body.id);
  // While there is none, the sender looks for endpoints now and then only.
  keptAwake = await endpoint({ url: 'http://127.0.0.1:9/' }, ['orders.returned']);
  endpoints.splice(0);
});
afterAll(() => call('DELETE', `/webhook-endpoints/${keptAwake.endpointId}`));
afterEach(async () => {
  for (const id of endpoints.splice(0)) await call('DELETE', `/webhook-endpoints/${id}`);
  for (const receiver of receivers.splice(0)) await receiver.close();
});

async function receiver(): Promise<WebhookReceiver> {
  const started = await startWebhookReceiver();
  receivers.push(started);
  return started;
}

async function endpoint({ url }: Pick<WebhookReceiver, 'url'>, eventTypes = ['orders.note_added']) {
  const { status, body } = await call<WebhookEndpoint & { secret: string }>('POST', '/webhook-endpoints', { url, eventTypes });
  expect(status).toBe(201);
  endpoints.push(body.endpointId);
  return body;
}

const patch = (id: string, body: object) => call<WebhookEndpoint>('PATCH', `/webhook-endpoints/${id}`, body);
const replay = (id: string, body: object) => call('POST', `/webhook-endpoints/${id}/replay`, body);
const read = async (id: string) => (await call<WebhookEndpoint>('GET', `/webhook-endpoints/${id}`)).body;
const deliveriesOf = async (id: string, status?: string) =>
  (
    await call<{ deliveries: WebhookDelivery[] }>(
      'GET',
      `/webhook-endpoints/${id}/deliveries?limit=100${status ? `&status=${status}` : ''}`,
    )
  ).body.deliveries;

/** Each note is one event. @returns their ids, oldest first */
async function notes(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { body } = await call('POST', `/orders/${order.id}/notes`, { text: `note ${n}` });
    ids.push(`${body.id}:${body.version}`);
  }
  return ids;
}

const taken = ({ taken: those }: WebhookReceiver) => those.map(({ id }) => id);
/** `of`: how the ids of those that count begin. Other tests have orders in the same system. */
const untilTaken = (by: WebhookReceiver, count: number, of = '') =>
  eventually(
    async () => new Set(taken(by).filter((id) => id.startsWith(of))).size,
    (n) => n >= count,
    60_000,
  );
const idsAt = (id: string, eventIds: readonly string[]) => eventIds.map((eventId) => `${eventId}:${id}`).toSorted();

describe('an endpoint', () => {
  it("gets an order's events as the log has them, signed, in JSON", async () => {
    const shop = await receiver();
    const { secret } = await endpoint(shop, []);
    const { body } = await submit(orderFor(await newSku(1)));
    await untilEnd(body.id);
    const events = await eventsOf(body.id);
    await untilTaken(shop, events.length, body.id);
    const got = shop.taken.map((one) => verified(one, secret) as { sequence: string; type: string; id: string; data: Order });
    const ofOrder = got.filter(({ id }) => id.startsWith(body.id)).toSorted((a, b) => a.sequence.localeCompare(b.sequence));
    expect(ofOrder.map(({ type, data: { version } }) => [type, version])).toEqual(events.map(({ type, sequence }) => [type, sequence]));
    expect(ofOrder.at(-1)).toMatchObject({ specversion: '1.0', id: `${body.id}:${events.length}`, source: '/orders', subject: body.id });
    expect(ofOrder.at(-1)?.data).toMatchObject({ id: body.id, status: 'COMPLETED' });
    expect(shop.taken[0]?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      traceparent: expect.any(String) as string,
    });
  });

  it('that was down gets each event once as soon as it is up, and another one is not slowed', async () => {
    const [up, down] = [await receiver(), await receiver()];
    const { endpointId } = await endpoint(down);
    await endpoint(up);
    down.behave(503);
    const eventIds = await notes(20);
    await untilTaken(up, 20);
    await eventually(
      async () => new Set(down.received.map(({ id }) => id)).size,
      (count) => count === 20,
      60_000,
    );
    down.behave(204);
    await untilTaken(down, 20);
    expect(taken(down).toSorted()).toEqual(idsAt(endpointId, eventIds));
    // The last one is recorded after it was taken.
    const delivered = await eventually(
      () => deliveriesOf(endpointId, 'delivered'),
      ({ length }) => length === 20,
    );
    expect(delivered.map(({ attempts }) => attempts[0]?.statusCode)).toEqual(Array.from({ length: 20 }, () => 503));
  });

  it('that is paused gets what came meanwhile when it is active again', async () => {
    const shop = await receiver();
    const { endpointId } = await endpoint(shop);
    await patch(endpointId, { status: 'paused' });
    const eventIds = await notes(3);
    await eventually(
      () => deliveriesOf(endpointId, 'pending'),
      ({ length }) => length === 3,
    );
    expect(shop.received).toEqual([]);
    await patch(endpointId, { status: 'active' });
    await untilTaken(shop, 3);
    expect(taken(shop).toSorted()).toEqual(idsAt(endpointId, eventIds));
  });

  it('is signed for by both secrets while one takes the place of the other', async () => {
    const shop = await receiver();
    const { endpointId, secret: before } = await endpoint(shop);
    const { body } = await call<{ secret: string }>('POST', `/webhook-endpoints/${endpointId}/rotate-secret`);
    expect((await call('POST', `/webhook-endpoints/${endpointId}/test`)).status).toBe(202);
    await untilTaken(shop, 1);
    const [got] = shop.taken;
    if (!got) throw new Error('nothing came');
    for (const secret of [before, body.secret]) expect(verified(got, secret)).toMatchObject({ type: 'webhooks.test' });
    expect(String(got.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  it('that takes nothing is switched off after the last try, and gets the dead letters replayed, one or all since', async () => {
    const shop = await receiver();
    const { endpointId, createdAt } = await endpoint(shop);
    shop.behave(500);
    const eventIds = await notes(2);
    const dead = await eventually(
      () => deliveriesOf(endpointId, 'dead'),
      ({ length }) => length === 2,
      30_000,
    );
    expect(Math.max(...dead.map(({ attempts }) => attempts.length))).toBe(TRIES);
    expect(
      await eventually(
        () => read(endpointId),
        ({ status }) => status === 'disabled',
      ),
    ).toMatchObject({
      disabled: { reason: expect.stringContaining('taken nothing') as string },
    });
    // What comes now is kept as well, and sent nowhere.
    eventIds.push(...(await notes(1)));
    await eventually(
      () => deliveriesOf(endpointId, 'dead'),
      ({ length }) => length === 3,
    );

    shop.behave(204);
    expect((await replay(endpointId, { since: createdAt })).status).toBe(409);
    await patch(endpointId, { status: 'active' });
    expect((await replay(endpointId, { eventIds: eventIds.slice(0, 1) })).body).toEqual({ queued: 1, nextSince: null });
    await untilTaken(shop, 1);
    expect(taken(shop)).toEqual(idsAt(endpointId, eventIds.slice(0, 1)));
    expect((await replay(endpointId, { since: createdAt })).body).toEqual({ queued: 3, nextSince: null });
    await untilTaken(shop, 3);
    await eventually(
      () => deliveriesOf(endpointId, 'delivered'),
      ({ length }) => length === 3,
    );
    expect(new Set(taken(shop))).toEqual(new Set(idsAt(endpointId, eventIds)));
  });

  it('that is gone (410) is switched off at once, and what waited for it is dead', async () => {
    const shop = await receiver();
    const { endpointId } = await endpoint(shop);
    shop.behave(410);
    await notes(1);
    expect(
      await eventually(
        () => read(endpointId),
        ({ status }) => status === 'disabled',
      ),
    ).toMatchObject({
      disabled: { reason: 'it answered 410' },
    });
    expect(await deliveriesOf(endpointId)).toMatchObject([{ status: 'dead', attempts: [{ statusCode: 410 }] }]);
  });

  it('leads nowhere else: a redirect counts as failed', async () => {
    const [shop, elsewhere] = [await receiver(), await receiver()];
    shop.behave({ status: 307, headers: { location: elsewhere.url } });
    const { endpointId } = await endpoint(shop);
    await call('POST', `/webhook-endpoints/${endpointId}/test`);
    await eventually(
      async () => shop.received.length,
      (tries) => tries > 1,
    );
    expect(elsewhere.received).toEqual([]);
    expect((await deliveriesOf(endpointId))[0]?.attempts[0]).toMatchObject({
      statusCode: 307,
      error: expect.stringContaining('redirect') as string,
    });
  });

  it('gets everything though its sender is killed, and nothing once it is deleted', async () => {
    const shop = await receiver();
    const { endpointId } = await endpoint(shop);
    const pid = Number(readFileSync(path.join(setting('TEST_DATA_DIR'), 'run', 'webhooks.pid'), 'utf8'));
    const before = await notes(5);
    process.kill(pid, 'SIGKILL');
    const eventIds = [...before, ...(await notes(5))];
    await untilTaken(shop, 10);
    expect([...new Set(taken(shop))].toSorted()).toEqual(idsAt(endpointId, eventIds));
    expect((await call('DELETE', `/webhook-endpoints/${endpointId}`)).status).toBe(204);
    const other = await receiver();
    await endpoint(other);
    const count = shop.received.length;
    await notes(1);
    await untilTaken(other, 1);
    expect(shop.received).toHaveLength(count);
  });
});

it('the example of a receiver checks what it gets, and prints it', async () => {
  const port = await freePort();
  const example = path.join(import.meta.dirname, '..', '..', 'tools', 'webhook-receiver-example.ts');
  const child = spawn(process.execPath, [example, setting('TEST_API_URL'), String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    const endpointId = await eventually(
      async () => / ?([\da-f-]{36}) is sent to port/.exec(said)?.[1],
      (id) => id !== undefined,
    );
    endpoints.push(endpointId ?? '');
    await notes(1);
    await eventually(
      async () => said,
      (text) => text.includes(`orders.note_added ${order.id}`),
    );
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })).status).toBe(400);
  } finally {
    child.kill();
  }
});

it('events from before an endpoint was made are sent when they are asked for', async () => {
  const eventIds = await notes(1);
  const shop = await receiver();
  const { endpointId } = await endpoint(shop, ['orders.created']);
  expect((await replay(endpointId, { eventIds })).status).toBe(202);
  await untilTaken(shop, 1);
  expect(taken(shop)).toEqual(idsAt(endpointId, eventIds));
});
