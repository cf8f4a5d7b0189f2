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

  it.each(['%00', 'x'.repeat(101)])('refuses to set the SKU %s', async (sku) => {
    expect((await put(`/inventory/${sku}`, { onHand: 1 })).status).toBe(422);
  });
});
