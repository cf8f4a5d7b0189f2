// Tokens as a provider that nobody here wrote makes them.
import { createAccessTokens } from '../../adapters/oidc/access-tokens.ts';
import { tokenGate } from '../../api/access/gate.ts';
import { OidcProvider } from '../../tools/issuer/oidc-provider.ts';

const provider = new OidcProvider();
let nowMs = 0;

beforeAll(() => provider.start());
afterAll(() => provider.stop());

it('lets a client of oidc-provider in by its scopes, through a change of keys and while the provider is away', async () => {
  const gate = tokenGate({
    tokens: createAccessTokens({
      issuer: provider.issuer,
      audience: 'durable-orders',
      tenantClaim: undefined,
      fetch,
      clock: () => nowMs,
      onOutage: () => undefined,
    }),
    tenantClaim: undefined,
  });
  const reading = await provider.token('orders:read');
  expect(await gate(reading, 'readOrder')).toMatchObject({ id: 'storefront', tenant: '', actor: 'storefront' });
  await expect(gate(reading, 'createOrder')).rejects.toMatchObject({ code: 'FORBIDDEN', scope: 'orders:write' });

  await provider.stop();
  nowMs += 600_000;
  expect(await gate(reading, 'readOrder')).toMatchObject({ id: 'storefront' });

  await provider.start();
  const writing = await provider.token('orders:write');
  nowMs += 30_000;
  expect(await gate(writing, 'createOrder')).toMatchObject({ id: 'storefront' });
  // Its key is none of the provider's any more.
  await expect(gate(reading, 'readOrder')).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
});
