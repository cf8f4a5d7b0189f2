import type { Inventory, ShortStock, StockPage } from '../../../domain/ports/inventory.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const put = (path: string, body: unknown) =>
  app.fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('/inventory/{sku}', () => {
  it('has what was set', async () => {
    const level = { sku: 'a/b é', onHand: 5, reserved: 0, available: 5 };
    const response = await put('/inventory/a%2Fb%20%C3%A9', { onHand: 5 });
    expect([response.status, await response.json()]).toEqual([200, level]);
    expect(await (await app.fetch('/inventory/a%2Fb%20%C3%A9')).json()).toEqual(level);
  });

  it('answers 404 for a SKU that was never set', async () => {
    const response = await app.fetch('/inventory/SKU-1');
    expect(response.status).toBe(404);
    expect((await problemOf(response)).type).toContain('sku-not-found');
  });

  it.each<[unknown, string]>([
    [{}, '/onHand'],
    [{ onHand: -1 }, '/onHand'],
    [{ onHand: 1.5 }, '/onHand'],
    [{ onHand: '1' }, '/onHand'],
    [{ onHand: 2 ** 53 }, '/onHand'],
    [{ onHand: 1, reserved: 1 }, '/reserved'],
  ])('refuses %j', async (body, pointer) => {
    const problem = await problemOf(await put('/inventory/SKU-1', body));
    expect([problem.status, problem.errors?.map((fault) => fault.pointer)]).toEqual([422, [pointer]]);
  });

  it.each(['%00', '%20', 'x'.repeat(101)])('refuses to set the SKU %s', async (sku) => {
    expect((await put(`/inventory/${sku}`, { onHand: 1 })).status).toBe(422);
  });
});

describe('GET /inventory', () => {
  const levels = ['A', 'B', 'C'].map((sku) => ({ sku, onHand: 1, reserved: 3, available: 0 }));
  const short: ShortStock[] = levels.map((level) => ({ ...level, missing: 2, orderIds: [`order-of-${level.sku}`] }));
  const pageOf = <T extends { sku: string }>(all: T[], { limit, after = '' }: StockPage) =>
    all.filter(({ sku }) => sku > after).slice(0, limit);
  const inventory: Inventory = {
    find: async () => undefined,
    setOnHand: async () => Promise.reject(new Error('not asked for here')),
    setOnHandIf: async () => Promise.reject(new Error('not asked for here')),
    list: async (page) => pageOf(levels, page),
    listShort: async (page) => pageOf(short, page),
  };
  const list = async (query: string) =>
    (await (await app.fetch(`/inventory${query}`)).json()) as { skus: unknown[]; nextCursor: string | null };
  beforeEach(async () => {
    await app.close();
    app = await serveApp({ inventoryOf: () => inventory });
  });

  it('lists the stock of every SKU', async () => {
    expect(await list('')).toEqual({ skus: levels, nextCursor: null });
    expect(await list('?short=false')).toEqual({ skus: levels, nextCursor: null });
  });

  it('lists what is short, with the orders that cannot be honoured', async () => {
    expect(await list('?short=true')).toEqual({ skus: short, nextCursor: null });
  });

  it.each(['', '&short=true'])('goes on page by page%s', async (more) => {
    const first = await list(`?limit=2${more}`);
    expect([first.skus.length, first.nextCursor]).toEqual([2, expect.any(String)]);
    const second = await list(`?limit=2${more}&cursor=${first.nextCursor}`);
    expect(second).toEqual({ skus: [(more ? short : levels)[2]], nextCursor: null });
  });

  it.each([
    ['?limit=0', '?limit'],
    ['?limit=101', '?limit'],
    ['?short=yes', '?short'],
    ['?sku=A', '?sku'],
    ['?short=true&short=true', '?short'],
  ])('refuses %s', async (query, pointer) => {
    const problem = await problemOf(await app.fetch(`/inventory${query}`));
    expect([problem.status, problem.errors?.map((fault) => fault.pointer)]).toEqual([422, [pointer]]);
  });

  it('refuses a cursor that it did not make for this list', async () => {
    const { nextCursor } = await list('?limit=1');
    for (const query of [`?short=true&cursor=${nextCursor}`, '?cursor=junk', `?cursor=${Buffer.from('[1,true]').toString('base64url')}`]) {
      const problem = await problemOf(await app.fetch(`/inventory${query}`));
      expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([400, '?cursor']);
    }
  });
});
