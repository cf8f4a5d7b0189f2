import { createAccessTokens } from '../../../../adapters/oidc/access-tokens.ts';
import { tokenGate } from '../../../../api/access/gate.ts';
import { SCOPES, type Scope } from '../../../../api/access/scopes.ts';
import type { OrdersClient } from '../../../../clients/grpc/orders-client.ts';
import { AUDIENCE, ISSUER, TokenIssuer, type Claims } from '../../../support/token-issuer.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const id = '00000000-0000-4000-8000-000000000001';
const goods = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999n }] };

let issuer: TokenIssuer;
let api: ServedGrpc;
beforeEach(async () => {
  issuer = await TokenIssuer.start();
  const options = { issuer: ISSUER, audience: AUDIENCE, tenantClaim: undefined, fetch: issuer.fetch, clock: () => 0 };
  api = await serveGrpc({
    gate: tokenGate({ tokens: createAccessTokens({ ...options, onOutage: () => undefined }), tenantClaim: undefined }),
  });
});
afterEach(() => api.close());

const bearing = async (claims?: Claims) => ({ metadata: { authorization: `Bearer ${await issuer.token(claims)}` } });

describe('a call with an access token', () => {
  it('is let in, and causes what it does in the name of its caller', async () => {
    await api.orders.createOrder(goods, await bearing({ sub: 'storefront' }));
    expect(api.system.causes).toMatchObject([{ actor: 'storefront' }]);
  });

  it.each<[keyof OrdersClient, Scope]>([
    ['createOrder', 'orders:write'],
    ['getOrder', 'orders:read'],
    ['listOrders', 'orders:read'],
    ['cancelOrder', 'orders:write'],
    ['placeHold', 'orders:operate'],
    ['releaseHold', 'orders:operate'],
    ['refundOrder', 'orders:operate'],
  ])('to %s needs the scope %s', async (method, scope) => {
    const others = Object.keys(SCOPES).filter((name) => name !== scope);
    const call = api.orders[method] as OrdersClient['getOrder'];
    const refused = call({ id }, await bearing({ scope: others.join(' ') }));
    await expect(refused).rejects.toMatchObject({ code: 'PERMISSION_DENIED', reason: 'FORBIDDEN', missingScope: scope });
    const end = await call({ id }, await bearing({ scope })).catch((error: unknown) => error);
    expect(end).not.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('an order of another tenant', () => {
  const bearer = async (tenant: string, more: Record<string, string> = {}) => ({
    metadata: { authorization: `Bearer ${await issuer.token({ tenant })}`, ...more },
  });
  beforeEach(async () => {
    await api.close();
    const tenantClaim = 'tenant';
    const options = { issuer: ISSUER, audience: AUDIENCE, tenantClaim, fetch: issuer.fetch, clock: () => 0 };
    api = await serveGrpc({ gate: tokenGate({ tokens: createAccessTokens({ ...options, onOutage: () => undefined }), tenantClaim }) });
  });

  it('is not there, nor is its key', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const { message: ours } = await api.orders.createOrder(goods, await bearer('ours', key));
    const { message: theirs } = await api.orders.createOrder(goods, await bearer('theirs', key));
    expect(theirs.id).not.toBe(ours.id);
    for (const call of [api.orders.getOrder, api.orders.cancelOrder])
      await expect(call({ id: ours.id }, await bearer('theirs'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { message: page } = await api.orders.listOrders({}, await bearer('theirs'));
    expect(page.orders.map((order) => order.id)).toEqual([theirs.id]);
  });
});

describe('a call without a good token', () => {
  it.each([
    ['has none', {}, 'UNAUTHENTICATED'],
    ['has credentials of another kind', { authorization: 'Basic eDp5' }, 'UNAUTHENTICATED'],
    ['has something else in its place', { authorization: 'Bearer nonsense' }, 'INVALID_TOKEN'],
  ])('that %s is refused before anything is done', async (_how, metadata, reason) => {
    await expect(api.orders.createOrder(goods, { metadata })).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason });
    expect([api.system.lookups, api.system.submitted]).toEqual([0, []]);
  });
});
