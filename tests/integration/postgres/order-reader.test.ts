import { readGauges } from '../../../adapters/postgres/gauges.ts';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import type { Order } from '../../../domain/order.ts';
import type { OrderFilter, OrderReader } from '../../../domain/ports/order-reader.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { cause, order } from '../../support/orders.ts';

let database: FreshDatabase;
let reader: OrderReader;
let orders: OrderStore;
let clock = Date.parse('2026-01-01T00:00:00Z');
beforeAll(async () => {
  database = await freshDatabase();
  reader = createOrderReader(database.db);
  // Two orders share each instant, so that the id has to decide.
  orders = createOrderStore({ db: database.db, now: () => new Date((clock += 500) - (clock % 1000)) });
});
afterAll(() => database.drop());

const make = async (count: number, customerId: string) => {
  const made: Order[] = [];
  for (let n = 0; n < count; n++) made.push(await orders.create(order({ customerId }), cause));
  return made;
};

async function readAll(
  filter: Omit<OrderFilter, 'tenant' | 'limit' | 'after'>,
  betweenPages: () => Promise<unknown> = async () => undefined,
): Promise<Order[]> {
  const all: Order[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await reader.list({ tenant: '', ...filter, limit: 3, ...(last && { after: last }) });
    all.push(...page);
    if (page.length < 3) return all;
    await betweenPages();
  }
}

describe('an order reader', () => {
  it('pages newest first, without missing or repeating an order while others arrive', async () => {
    const made = await make(10, 'paging');
    const read = await readAll({ customerId: 'paging' }, () => make(2, 'paging'));
    expect(read.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    expect(read.map(({ createdAt }) => createdAt)).toEqual(
      read
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .toReversed(),
    );
  });

  it('lists the orders of one tenant', async () => {
    const shared = await orders.create(order({ customerId: 'tenants' }), cause);
    const own = order({ customerId: 'tenants' });
    await orders.create({ ...own, request: { ...own.request, tenant: 'acme' } }, cause);
    const ids = async (tenant: string) => (await reader.list({ tenant, customerId: 'tenants', limit: 10 })).map(({ id }) => id);
    expect(await ids('')).toEqual([shared.id]);
    expect(await ids('acme')).toEqual([own.id]);
    expect((await reader.find(own.id))?.tenant).toBe('acme');
  });

  it('filters by status, time and whether a person is needed', async () => {
    const [first, second, third] = await make(3, 'filters');
    if (!first || !second || !third) throw new Error('three orders were made');
    await orders.change(second.id, 'canceling', cause, () => ({ status: 'CANCELING', why: 'asked' }));
    const attention = { since: second.createdAt, code: 'CAPTURE_DECLINED' as const, text: 'look', choices: ['retry_capture'] };
    await orders.change(third.id, 'needs_attention:1', cause, () => ({
      event: 'orders.needs_attention',
      needsAttention: attention,
      why: attention.text,
    }));
    const ids = async (filter: Partial<OrderFilter>) =>
      (await reader.list({ tenant: '', customerId: 'filters', limit: 100, ...filter })).map(({ id }) => id);

    expect(await ids({ status: 'CANCELING' })).toEqual([second.id]);
    expect(await ids({ status: 'PENDING' })).toEqual([]);
    expect(await ids({ needsAttention: true })).toEqual([third.id]);
    expect((await ids({ needsAttention: false })).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(await ids({ createdAfter: third.createdAt })).toEqual([]);
    expect(await ids({ createdBefore: first.createdAt })).toEqual([]);
    expect(await readGauges(database.db)).toMatchObject({ attention: { CAPTURE_DECLINED: { count: 1 } } });
  });

  it('finds orders by number, SKU and metadata, all that is asked for together', async () => {
    const items = ['A', 'A', 'B'].map((sku) => ({ sku, quantity: 1, priceCents: 1 }));
    const some = await orders.create(order({ customerId: 'terms', items, metadata: { cart: 'c-1', 'a.b': '' } }), cause);
    const more = await orders.create(order({ customerId: 'terms', metadata: { cart: 'c-1' } }), cause);
    const foreign = order({ customerId: 'terms', metadata: { cart: 'c-1' } });
    await orders.create({ ...foreign, request: { ...foreign.request, tenant: 'acme' } }, cause);
    const found = async (filter: Partial<OrderFilter>) =>
      (await reader.list({ tenant: '', limit: 10, ...filter })).map(({ id }) => id).toSorted();
    const both = [some.id, more.id].toSorted();

    expect(await found({ orderNumber: some.orderNumber })).toEqual([some.id]);
    expect(await found({ sku: 'A', customerId: 'terms' })).toEqual([some.id]);
    expect(await found({ metadata: { cart: 'c-1' } })).toEqual(both);
    expect(await found({ metadata: { cart: 'c-1', 'a.b': '' } })).toEqual([some.id]);
    expect(await found({ metadata: { cart: 'c-1' }, sku: 'SKU-1', status: 'CREATED', needsAttention: false })).toEqual([more.id]);
    expect(await found({ metadata: { cart: 'c-1' }, createdAfter: some.createdAt, createdBefore: some.createdAt })).toEqual([]);
    expect(await found({ metadata: { cart: 'c-2' } })).toEqual([]);
    expect(await found({ tenant: 'acme', metadata: { cart: 'c-1' } })).toEqual([foreign.id]);
  });

  it('finds an order by its lines as they are, and pages over what it finds', async () => {
    const metadata = { cart: 'changing' };
    const made: Order[] = [];
    for (let n = 0; n < 7; n++) made.push(await orders.create(order({ metadata }), cause));
    const read = await readAll({ metadata, sku: 'SKU-1' }, () => orders.create(order({ metadata }), cause));
    expect(read.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());

    const [first] = made;
    await database.query(`update orders set items = replace(items::text, 'SKU-1', 'SKU-2')::json where id = $1`, [first?.id]);
    const found = async (sku: string) => (await reader.list({ tenant: '', sku, metadata, limit: 20 })).some(({ id }) => id === first?.id);
    expect([await found('SKU-1'), await found('SKU-2')]).toEqual([false, true]);
    await database.query(`update orders set items = '5', metadata = 'null' where id = $1`, [first?.id]);
    expect((await reader.list({ tenant: '', orderNumber: first?.orderNumber ?? '', limit: 2 })).map(({ id }) => id)).toEqual([first?.id]);
  });

  it('answers a part of a history, and whether there is more', async () => {
    const [made] = await make(1, 'parts');
    const id = made?.id ?? '';
    for (let n = 2; n <= 5; n++) await orders.change(id, `note:${n}`, cause, () => ({ event: 'orders.note_added', why: `${n}` }));
    const part = async (from: number, limit: number) => {
      const { events, isMore } = await reader.events(id, { from, limit });
      return [events.map(({ sequence }) => sequence), isMore];
    };
    expect(await part(1, 4)).toEqual([[1, 2, 3, 4], true]);
    expect(await part(1, 5)).toEqual([[1, 2, 3, 4, 5], false]);
    expect(await part(4, 9)).toEqual([[4, 5], false]);
    expect(await part(6, 9)).toEqual([[], false]);
    // Events of before may be of any size: a page holds few of them, and at least the one behind that before it.
    await database.query(
      `update order_events set snapshot = (snapshot::jsonb || jsonb_build_object('metadata', repeat('x', 1500000)))::json where order_id = $1`,
      [id],
    );
    expect(await part(1, 9)).toEqual([[1, 2], true]);
    expect(await part(4, 9)).toEqual([[4, 5], false]);
  });

  it('knows no order that was never written', async () => {
    expect(await reader.find('nobody')).toBeUndefined();
    expect(await reader.findCreated('nobody')).toBeUndefined();
    expect(await reader.events('nobody', { from: 1, limit: 10 })).toEqual({ events: [], isMore: false });
  });
});
