import { base64url, decodeJwt, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { createAccessTokens } from '../../../adapters/oidc/access-tokens.ts';
import { AUDIENCE, goodClaims, ISSUER, TokenIssuer } from '../../support/token-issuer.ts';

let issuer: TokenIssuer;
let nowMs: number;
let outages: unknown[];
const keyFetches = () => issuer.fetched.filter((url) => url.endsWith('/keys')).length;

beforeEach(async () => {
  issuer = await TokenIssuer.start();
  nowMs = 0;
  outages = [];
});

function accessTokens(tenantClaim?: string) {
  const onOutage = (error: unknown) => outages.push(error);
  return createAccessTokens({ issuer: ISSUER, audience: AUDIENCE, tenantClaim, fetch: issuer.fetch, clock: () => nowMs, onOutage });
}
const now = () => Math.floor(Date.now() / 1000);

describe('an access token', () => {
  it('says who calls, and what for', async () => {
    const token = await issuer.token({ sub: 'auth0|5f7c', scope: 'openid orders:read orders:write' });
    expect(await accessTokens().verify(token)).toEqual({
      subject: 'auth0|5f7c',
      tenant: undefined,
      scopes: ['openid', 'orders:read', 'orders:write'],
      expiresAt: Number(decodeJwt(token).exp) * 1000,
    });
  });

  it.each([
    ['scp as a list', { scope: undefined, scp: ['orders:read'] }],
    ['scp as text', { scope: undefined, scp: 'orders:read' }],
    ['scope as a list', { scope: ['orders:read'] }],
  ])('may name its scopes in %s', async (_in, claims) => {
    expect((await accessTokens().verify(await issuer.token(claims))).scopes).toEqual(['orders:read']);
  });

  it('of a client without a user is the client’s', async () => {
    expect((await accessTokens().verify(await issuer.token({ sub: undefined, client_id: 'erp' }))).subject).toBe('erp');
  });

  it('names a tenant in the claim that is looked at, if that is a text', async () => {
    expect((await accessTokens('org').verify(await issuer.token({ org: 'acme' }))).tenant).toBe('acme');
    for (const org of ['', 7, ['acme'], 'x'.repeat(256)])
      expect((await accessTokens('org').verify(await issuer.token({ org }))).tenant).toBeUndefined();
  });

  it('may be for several audiences', async () => {
    await expect(accessTokens().verify(await issuer.token({ aud: ['other', AUDIENCE] }))).resolves.toBeDefined();
  });

  it('may be off by half a minute, because clocks are', async () => {
    await expect(accessTokens().verify(await issuer.token({ exp: now() - 20 }))).resolves.toBeDefined();
    await expect(accessTokens().verify(await issuer.token({ nbf: now() + 20 }))).resolves.toBeDefined();
  });
});

describe('a token is refused', () => {
  const forged: Record<string, () => Promise<string> | string> = {
    'without a signature': () =>
      [{ alg: 'none', typ: 'at+jwt' }, goodClaims()].map((part) => base64url.encode(JSON.stringify(part))).join('.') + '.',
    'signed with the public key as a secret': async () => {
      const [key] = issuer.keys;
      const secret = new TextEncoder().encode(await exportSPKI(key!.publicKey));
      return new SignJWT(goodClaims()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: key!.kid }).sign(secret);
    },
    'signed by somebody else under the name of a good key': async () => {
      const { privateKey } = await generateKeyPair('RS256');
      return new SignJWT(goodClaims()).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' }).sign(privateKey);
    },
    'with a key of its own in its header': async () => {
      const { privateKey } = await generateKeyPair('RS256');
      return new SignJWT(goodClaims())
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', jku: 'https://evil.example/keys', kid: 'key-1' })
        .sign(privateKey);
    },
    'with other claims under its signature': async () => {
      const [header, , signature] = (await issuer.token()).split('.');
      return [header, base64url.encode(JSON.stringify(goodClaims({ sub: 'root' }))), signature].join('.');
    },
    'with another spelling of its signature': async () => {
      const token = await issuer.token();
      // Of its last character two bits count.
      return token.slice(0, -1) + { A: 'B', Q: 'R', g: 'h', w: 'x' }[token.slice(-1)];
    },
    'that is an ID token': () => issuer.token({}, { typ: 'JWT' }),
    'without a type': () => issuer.token({}, { typ: undefined }),
    'for another audience': () => issuer.token({ aud: 'somebody-else' }),
    'for nobody': () => issuer.token({ aud: undefined }),
    'of another issuer': () => issuer.token({ iss: 'https://issuer.example/realms/other' }),
    'that has expired': () => issuer.token({ exp: now() - 60 }),
    'that never expires': () => issuer.token({ exp: undefined }),
    'that is not valid yet': () => issuer.token({ nbf: now() + 120 }),
    'that names nobody': () => issuer.token({ sub: undefined, client_id: undefined }),
    'that names somebody no event can hold': () => issuer.token({ sub: 'a\nb' }),
    'that is no token': () => 'x',
    'that is three dots': () => '...',
    'whose parts are no JSON': () => 'eyJ.eyJ.eyJ',
  };

  it.each(Object.entries(forged))('%s', async (_name, make) => {
    await expect(accessTokens().verify(await make())).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  });
});

describe("the issuer's keys", () => {
  it('are fetched once, however many tokens come', async () => {
    const tokens = accessTokens();
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 50 }, () => tokens.verify(token)));
    await tokens.verify(token);
    expect(issuer.fetched).toHaveLength(2);
  });

  it('are fetched again for a key that nobody has seen, once the cool-down is over', async () => {
    const tokens = accessTokens();
    await tokens.verify(await issuer.token());
    await issuer.rotate('key-2');
    nowMs = 29_999;
    await expect(tokens.verify(await issuer.token())).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    nowMs = 30_000;
    expect((await tokens.verify(await issuer.token())).subject).toBe('storefront');
  });

  it('are fetched once for a thousand tokens with keys that do not exist', async () => {
    const tokens = accessTokens();
    await tokens.verify(await issuer.token());
    nowMs = 60_000;
    const forged = await Promise.all(Array.from({ length: 1000 }, (_, index) => issuer.token({}, { kid: `random-${index}` })));
    const refused = await Promise.allSettled(forged.map((token) => tokens.verify(token)));
    expect(refused.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(keyFetches()).toBe(2);
  });

  it('go on to serve while the issuer is away, and are fetched again every ten minutes', async () => {
    const tokens = accessTokens();
    await tokens.verify(await issuer.token());
    issuer.isAway = true;
    nowMs = 600_000;
    await expect(tokens.verify(await issuer.token())).resolves.toBeDefined();
    await expect(tokens.verify(await issuer.token())).resolves.toBeDefined();
    expect(keyFetches()).toBe(2);
    expect(outages).toHaveLength(1);
  });

  it('that are not known while the issuer is away are an outage, and no fault of the token', async () => {
    const tokens = accessTokens();
    issuer.isAway = true;
    const token = await issuer.token();
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', dependency: 'token issuer' });
    issuer.isAway = false;
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    nowMs = 1000;
    await expect(tokens.verify(token)).resolves.toBeDefined();
    expect(outages).toHaveLength(1);
  });

  it('are taken from nowhere that a redirect leads to', async () => {
    const modes: unknown[] = [];
    const { fetch } = issuer;
    issuer.fetch = (url, options) => (modes.push(options.redirect), fetch(url, options));
    await accessTokens().verify(await issuer.token());
    expect(modes).toEqual(['manual', 'manual']);
  });

  it.each([
    ['another issuer', { issuer: 'https://evil.example', jwks_uri: `${ISSUER}/keys` }],
    ['no keys', { issuer: ISSUER }],
  ])('are not taken from a document that names %s', async (_what, metadata) => {
    issuer.fetch = async () => Response.json(metadata);
    await expect(accessTokens().verify(await issuer.token())).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  });
});
