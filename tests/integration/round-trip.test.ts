import { z } from 'zod';
import { orderActivities } from '../../activities/order.ts';
import { createOrderReader } from '../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { createReconcilerQueries } from '../../adapters/postgres/reconciler-queries.ts';
import { createOrderBody, toOrderRequest } from '../../api/orders/request-schemas.ts';
import type { Order } from '../../domain/order.ts';
import type { NewOrder } from '../../domain/ports/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { membersIn, membersNamed } from '../support/members-of.ts';
import { cause } from '../support/orders.ts';
import { wholeRequest } from '../support/whole-request.ts';
import { FakeSystem } from '../unit/api/support/fakes.ts';
import { serveApp, type Served } from '../unit/api/support/serve-app.ts';

const body = wholeRequest();
/** What a customer pays with is told by no answer and no event. */
const { payment, ...told } = body;

let database: FreshDatabase;
let app: Served;
let id: string;

const newStore = () => createOrderStore({ db: database.db, now: () => new Date() });

beforeAll(async () => {
  database = await freshDatabase();
  const { createOrder } = orderActivities({ orders: newStore() });
  const workflows = Object.assign(new FakeSystem(), {
    // What a workflow is given comes to the step as JSON.
    start: async (order: NewOrder) => {
      await createOrder({ ...(JSON.parse(JSON.stringify(order)) as NewOrder), cause });
      return 'existing' as const;
    },
  });
  app = await serveApp({ reader: createOrderReader(database.db), orders: newStore(), workflows });
  const answer = await app.post('/orders', body);
  const created = (await answer.json()) as Order;
  expect([answer.status, created]).toMatchObject([201, expected()]);
  ({ id } = created);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

/** Each line has got its id, and nothing else has changed. */
function expected() {
  return { ...told, items: told.items.map((item, index) => ({ lineId: `line_${index + 1}`, ...item })) };
}

const answered = async <T>(path: string) => (await (await app.fetch(path)).json()) as T;

describe('what a caller orders', () => {
  it('is tried here with every member that a request can have', () => {
    const schema = z.toJSONSchema(createOrderBody, { io: 'input', unrepresentable: 'any' }) as Parameters<typeof membersNamed>[0];
    const named = membersNamed(schema).filter((member) => !member.startsWith('/metadata/'));
    expect(named.length).toBeGreaterThan(15);
    expect(
      membersIn(body)
        .filter((member) => !member.startsWith('/metadata/'))
        .toSorted(),
    ).toEqual(named.toSorted());
  });

  it.each([
    ['GET /orders/{id}', () => answered<Order>(`/orders/${id}`)],
    ['GET /orders', async () => (await answered<{ orders: Order[] }>('/orders?customerId=cust_1')).orders[0]],
    [
      'the last of GET /orders/{id}/events',
      async () => (await answered<{ events: { order: Order }[] }>(`/orders/${id}/events`)).events.at(-1)?.order,
    ],
    [
      'the event that the relay sends',
      async () => {
        const at = new Date();
        const [event] = await createOutbox(database.db).next({ sent: [], at, limit: 1, refusedSince: at });
        return JSON.parse(event?.body ?? '') as Order;
      },
    ],
    ['the row, as a step of another worker reads it', () => newStore().get(id)],
  ])('is in %s, to the last member', async (_where, read) => {
    const found = await read();
    expect(found).toMatchObject(expected());
    expect(JSON.stringify(found)).not.toMatch(/pm_1|cus_1/);
  });

  it('is in the row what it was in the request, for a run of the workflow that is started anew', async () => {
    const [started] = await createReconcilerQueries(database.db).started([id]);
    expect(started).toMatchObject({ id, request: toOrderRequest(createOrderBody.parse(body), 'api') });
  });

  it('is paid with what the request says', async () => {
    expect(await newStore().paymentMethod(id)).toEqual(payment);
  });
});
