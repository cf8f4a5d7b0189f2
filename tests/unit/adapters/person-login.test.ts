import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { createPersonLogin } from '../../../adapters/oidc/person-login.ts';
import type { Claims } from '../../support/token-issuer.ts';

const clientId = 'console';
const redirectUri = 'https://orders.example/console/callback';
let server: Server;
let address: string;
let privateKey: CryptoKey;
/** What the issuer says of itself, and of whoever has logged in. */
let named: string;
let idToken: string;

beforeAll(async () => {
  ({ privateKey } = await generateKeyPair('RS256'));
  server = createServer((request, response) => {
    const metadata = {
      issuer: named,
      authorization_endpoint: `${address}/auth`,
      token_endpoint: `${address}/token`,
      jwks_uri: `${address}/keys`,
    };
    const tokens = { access_token: 'access-1', token_type: 'Bearer', refresh_token: 'refresh-1', id_token: idToken };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/token' ? tokens : metadata));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());
afterAll(() => server.close());
beforeEach(() => {
  named = address;
});

/** Logs somebody in of whom the issuer says this. */
async function logIn(claims: Claims) {
  const homeUri = 'https://orders.example/console/';
  const options = { issuer: address, clientId, clientSecret: 'secret', redirectUri, homeUri, scopes: [], audience: 'durable-orders' };
  const login = createPersonLogin({ ...options, onOutage: () => undefined });
  const { proof } = await login.begin();
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: address, aud: clientId, sub: 'grace', name: 'Grace', iat: now, exp: now + 300, nonce: proof.nonce };
  const changed: JWTPayload = { ...good, ...claims };
  idToken = await new SignJWT(changed).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
  return login.finish(new URLSearchParams({ code: 'code-1', state: proof.state }), proof);
}

describe('a login', () => {
  it('is of whom the ID token names', async () => {
    expect(await logIn({})).toEqual({ name: 'Grace', accessToken: 'access-1', refreshToken: 'refresh-1' });
  });

  it.each<[string, Claims]>([
    ['was made for another login', { nonce: 'of another' }],
    ['was made for no login', { nonce: undefined }],
    ['was made for another client', { aud: 'another' }],
    ['is of another issuer', { iss: 'https://evil.example' }],
    ['has expired', { exp: Math.floor(Date.now() / 1000) - 600 }],
    ['names nobody', { sub: undefined }],
  ])('is none where the ID token %s', async (_why, claims) => {
    await expect(logIn(claims)).rejects.toMatchObject({ name: expect.stringMatching(/^(Domain|Dependency)Error$/) });
  });

  it('is none at an issuer that calls itself otherwise', async () => {
    named = 'https://evil.example';
    await expect(logIn({})).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
