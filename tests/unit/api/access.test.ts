import { createAccessTokens } from '../../../adapters/oidc/access-tokens.ts';
import { tokenGate } from '../../../api/access/gate.ts';
import { SCOPES } from '../../../api/access/scopes.ts';
import { openApiDocument } from '../../../api/http/openapi.ts';
import { AUDIENCE, ISSUER, TokenIssuer, type Claims } from '../../support/token-issuer.ts';
import { FakeInventory, request } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

let issuer: TokenIssuer;
let app: Served;
const inventories = new Map<string, FakeInventory>();

async function start(tenantClaim?: string) {
  issuer = await TokenIssuer.start();
  const tokens = createAccessTokens({
    issuer: ISSUER,
    audience: AUDIENCE,
    tenantClaim,
    fetch: issuer.fetch,
    clock: () => 0,
    onOutage: () => undefined,
  });
  inventories.clear();
  const inventoryOf = (tenant: string) => {
    const inventory = inventories.get(tenant) ?? new FakeInventory();
    inventories.set(tenant, inventory);
    return inventory;
  };
  app = await serveApp({ gate: tokenGate({ tokens, tenantClaim }), inventoryOf });
}
beforeEach(() => start());
afterEach(() => app.close());

const bearer = async (claims?: Claims) => ({ authorization: `Bearer ${await issuer.token(claims)}` });
const body = { customerId: 'c-1', items: request().items };
const unknown = '/orders/00000000-0000-4000-8000-000000000000';

/** What each operation of the document needs, as it says itself. */
const operations = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, { security?: Record<string, string[]>[] }>).flatMap(([method, { security }]) => {
    const scope = security?.[0]?.['accessToken']?.[0];
    return scope === undefined
      ? []
      : [{ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), scope }];
  }),
);

describe('a call with an access token', () => {
  it('is let in, and causes what it does in the name of its caller', async () => {
    const answer = await app.post('/orders', body, await bearer({ sub: 'auth0|5f7c' }));
    expect(answer.status).toBe(201);
    expect(app.system.causes.at(-1)).toMatchObject({ actor: 'auth0|5f7c' });
  });

  it('by a caller with the name of a party of ours is told from it', async () => {
    await app.post('/orders', body, await bearer({ sub: 'carrier' }));
    expect(app.system.causes.at(-1)).toMatchObject({ actor: 'caller:carrier' });
  });

  it('takes the scheme in any case, as RFC 9110 has it', async () => {
    expect((await app.fetch('/orders', { headers: { authorization: `bearer ${await issuer.token()}` } })).status).toBe(200);
  });

  it('has keys of its own: the same key from another caller is another', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const [one, other, again] = [
      await app.post('/orders', body, { ...key, ...(await bearer({ sub: 'one' })) }),
      await app.post('/orders', body, { ...key, ...(await bearer({ sub: 'other' })) }),
      await app.post('/orders', body, { ...key, ...(await bearer({ sub: 'one' })) }),
    ];
    const locations = [one, other, again].map(({ headers }) => headers.get('location'));
    expect(locations[1]).not.toBe(locations[0]);
    expect(locations[2]).toBe(locations[0]);
  });

  it.each(operations)('to $method $path needs the scope $scope', async ({ method, path, scope }) => {
    const others = Object.keys(SCOPES).filter((name) => name !== scope);
    const refused = await app.fetch(path, { method, headers: await bearer({ scope: others.join(' ') }) });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(`Bearer realm="durable-orders", error="insufficient_scope", scope="${scope}"`);
    expect((await problemOf(refused)).detail).toContain(scope);
    const allowed = await app.fetch(path, { method, headers: await bearer({ scope }) });
    expect([401, 403]).not.toContain(allowed.status);
  });
});

describe('a call that is not let in', () => {
  it.each(operations)('$method $path is told how to prove who calls', async ({ method, path }) => {
    const answer = await app.fetch(path, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="durable-orders"');
  });

  it('with a token that is not valid is told why', async () => {
    const answer = await app.fetch(unknown, { headers: await bearer({ exp: 1 }) });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="durable-orders", error="invalid_token"');
    expect(await problemOf(answer)).toMatchObject({ status: 401, detail: expect.stringContaining('expired') as string });
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', ''])('has no token in "%s"', async (authorization) => {
    expect((await app.fetch(unknown, { headers: { authorization } })).status).toBe(401);
  });

  it('is refused with two tokens', async () => {
    const { authorization } = await bearer();
    expect((await app.raw({ method: 'GET', path: unknown, headers: { authorization: [authorization, authorization] } })).status).toBe(400);
  });

  it('is asked to come back while the issuer is away and its keys are not known', async () => {
    const headers = await bearer();
    issuer.isAway = true;
    const answer = await app.fetch(unknown, { headers });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });

  it.each(['/healthz', '/readyz', '/metrics', '/openapi.json'])('to %s needs no token', async (path) => {
    expect((await app.fetch(path)).status).toBe(200);
  });
});

describe('where tenants are told apart', () => {
  beforeEach(async () => {
    await app.close();
    await start('org');
  });

  it('a token without a tenant is refused', async () => {
    const answer = await app.fetch('/orders', { headers: await bearer() });
    expect(await problemOf(answer)).toMatchObject({ status: 403, detail: expect.stringContaining('org') as string });
  });

  it('an order of another tenant is not there, whatever is asked of it', async () => {
    const placed = await app.post('/orders', body, await bearer({ org: 'acme' }));
    expect(await placed.json()).toMatchObject({ tenant: 'acme' });
    const path = placed.headers.get('location') ?? '';
    const [own, other] = [await bearer({ org: 'acme' }), await bearer({ org: 'globex' })];
    const ask = async (headers: Record<string, string>) => ({
      read: (await app.fetch(path, { headers })).status,
      events: (await app.fetch(`${path}/events`, { headers })).status,
      note: (await app.post(`${path}/notes`, { text: 'x' }, headers)).status,
      resolve: (await app.post(`${path}/resolve`, { choice: 'x' }, headers)).status,
      refund: (await app.post(`${path}/refunds`, { reason: 'x' }, { 'idempotency-key': 'k', ...headers })).status,
      cancel: (await app.post(`${path}/cancel`, {}, headers)).status,
    });
    expect(await ask(other)).toEqual({ read: 404, events: 404, note: 404, resolve: 404, refund: 404, cancel: 404 });
    expect(app.system.cancels).toEqual([]);
    expect(await ask(own)).toEqual({ read: 200, events: 200, note: 201, resolve: 409, refund: 409, cancel: 200 });
  });

  it("the stream of another tenant's order is not there for who has a Last-Event-ID of it", async () => {
    const placed = await app.post('/orders', body, await bearer({ org: 'acme' }));
    const path = `${placed.headers.get('location')}/events`;
    const stream = { accept: 'text/event-stream', 'last-event-id': '0' };
    expect((await app.fetch(path, { headers: { ...stream, ...(await bearer({ org: 'globex' })) } })).status).toBe(404);
  });

  it('an order of another tenant that is not written yet is not there either', async () => {
    app.system.startOutcome = 'unwritten';
    const placed = await app.post('/orders', body, { prefer: 'respond-async', ...(await bearer({ org: 'acme' })) });
    const path = placed.headers.get('location') ?? '';
    expect((await app.fetch(path, { headers: await bearer({ org: 'globex' }) })).status).toBe(404);
    expect((await app.fetch(path, { headers: await bearer({ org: 'acme' }) })).status).toBe(200);
  });

  it('a list holds the orders of the caller’s tenant only', async () => {
    await app.post('/orders', body, await bearer({ org: 'acme' }));
    const listed = async (org: string) =>
      ((await (await app.fetch('/orders', { headers: await bearer({ org }) })).json()) as { orders: unknown[] }).orders;
    expect([(await listed('acme')).length, (await listed('globex')).length]).toEqual([1, 0]);
  });

  it('a caller of the same name in another tenant is another, with keys of its own', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const [one, other] = [
      await app.post('/orders', body, { ...key, ...(await bearer({ org: 'acme' })) }),
      await app.post('/orders', body, { ...key, ...(await bearer({ org: 'globex' })) }),
    ];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.headers.get('location')).not.toBe(one.headers.get('location'));
  });

  it('stock is the tenant’s own', async () => {
    const put = async (org: string) => {
      const headers = { 'content-type': 'application/json', ...(await bearer({ org })) };
      return (await app.fetch('/inventory/SKU-1', { method: 'PUT', headers, body: '{"onHand":5}' })).status;
    };
    expect(await put('acme')).toBe(200);
    expect(inventories.get('acme')?.levels.size).toBe(1);
    expect((await app.fetch('/inventory/SKU-1', { headers: await bearer({ org: 'globex' }) })).status).toBe(404);
  });
});
