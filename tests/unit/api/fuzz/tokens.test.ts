// What a stranger may send as a token: one that was changed, one that is nearly right, one that somebody else has signed.
import { createHmac, createSign, KeyObject, type webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { base64url, decodeJwt, exportJWK, exportSPKI, generateKeyPair, type JWTPayload } from 'jose';
import { createAccessTokens } from '../../../../adapters/oidc/access-tokens.ts';
import { tokenGate } from '../../../../api/access/gate.ts';
import { createSeal } from '../../../../api/http/console/seal.ts';
import { counterexample, mutated, withOneBitTurned } from '../../../support/fuzz.ts';
import { AUDIENCE, goodClaims, ISSUER, TokenIssuer, type Claims } from '../../../support/token-issuer.ts';
import { expectAnswer, expectCleanLog } from '../support/no-harm.ts';
import { serveApp, type Served } from '../support/serve-app.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

/** That machines are slow is no finding. */
const deadlineMs = 20_000;
let issuer: TokenIssuer;
let app: Served;
let grpc: ServedGrpc;
let good: string;

beforeAll(async () => {
  issuer = await TokenIssuer.start();
  const options = { issuer: ISSUER, audience: AUDIENCE, tenantClaim: 'org', fetch: issuer.fetch, clock: () => 0 };
  const gate = tokenGate({ tokens: createAccessTokens({ ...options, onOutage: () => undefined }), tenantClaim: 'org' });
  [app, grpc] = await Promise.all([serveApp({ gate, deadlineMs }), serveGrpc({ gate, deadlineMs })]);
  good = await issuer.token({ org: 'acme', exp: 4_000_000_000 });
});
afterAll(() => Promise.all([app.close(), grpc.close()]));
afterAll(() => {
  const [, payload = '', signature = ''] = good.split('.');
  for (const lines of [app.logLines, grpc.logLines]) expectCleanLog(lines, payload, signature);
});

/** How a read by this token ends, over both transports: they may not differ. */
async function statusOf(token: string): Promise<number> {
  const answer = await app.raw({ method: 'GET', path: '/orders', headers: { authorization: `Bearer ${token}` } });
  expectAnswer({ ...answer, contentType: String(answer.headers['content-type']) });
  const over = await grpc.orders.listOrders({}, { metadata: { authorization: `Bearer ${token}` }, deadlineMs }).then(
    () => 'OK',
    (error: { code: string }) => error.code,
  );
  expect(over).toBe({ 200: 'OK', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED' }[answer.status]);
  return answer.status;
}

/** What fits into a header. */
const asText = (bytes: Buffer) => bytes.toString('latin1').replaceAll(/[^\x21-\x7e]/g, '~');

describe('a token', () => {
  it('is taken as the issuer has signed it', async () => expect(await statusOf(good)).toBe(200));

  it('is refused once any character of it has changed', async () => {
    const changed = mutated(Buffer.from(good), ['.', '=', '+', '/', '-', '_', 'A', 'e30']).map(asText);
    const refused = async (token: string) => expect(await statusOf(token)).toBe(401);
    expect(
      await counterexample(
        changed.filter((token) => token !== good),
        refused,
      ),
    ).toBeUndefined();
  });
});

const any = fc.oneof(
  fc.json().map((text): unknown => JSON.parse(text)),
  fc.constantFrom(1e300, -1, 0, '', null, [], {}, true, AUDIENCE, ISSUER),
);
const CLAIMS = ['iss', 'aud', 'sub', 'client_id', 'iat', 'nbf', 'exp', 'scope', 'scp', 'org', 'jti', 'crit', '__proto__', 'toString'];
const claims = fc.dictionary(fc.constantFrom(...CLAIMS), any, { minKeys: 1, maxKeys: 3 });

/** What has to be so of whoever is let in, whatever else a token claims. */
function expectRightClaims({ iss, aud, exp, sub, client_id: clientId, scope, scp }: JWTPayload): void {
  expect([iss, [aud].flat()]).toEqual([ISSUER, expect.arrayContaining([AUDIENCE])]);
  expect([typeof exp, typeof (sub ?? clientId)]).toEqual(['number', 'string']);
  expect(Number(exp) * 1000).toBeGreaterThan(Date.now() - 60_000);
  expect([scope, scp].flat().join(' ').split(' ')).toContain('orders:read');
}

describe('a token that the issuer has signed', () => {
  it('lets in by the claims that are wanted, and never fails by others', async () => {
    const answered = async (changes: Claims) => {
      const token = await issuer.token({ org: 'acme', ...changes });
      const status = await statusOf(token);
      expect([200, 401, 403]).toContain(status);
      if (status === 200) expectRightClaims(decodeJwt(token));
    };
    expect(await counterexample(claims, answered)).toBeUndefined();
  });
});

/** Names of keys that lead somewhere, to whoever looks them up in a folder, a table or an address. */
const kid = fc.oneof(any, fc.constantFrom('key-1', '../../dev/null', "key-1' or '1'='1", 'https://evil.example/keys', '\0', 'key-1/'));
const HEADER_NAMES = ['typ', 'kid', 'jku', 'x5u', 'x5c', 'crit', 'b64', 'cty', 'zip', 'p2c', 'epk', 'apu'];
const header = fc.record({
  alg: fc.oneof(fc.constantFrom('none', 'None', 'HS256', 'RS256', 'PS256', 'ES256', 'EdDSA', 'dir', 'RSA-OAEP'), any),
  kid,
  more: fc.dictionary(fc.constantFrom(...HEADER_NAMES), fc.oneof(any, kid), { maxKeys: 3 }),
});

const SIGNERS = ['nobody', 'the public key', 'a key of their own'] as const;
const forged = fc.record({ header, by: fc.constantFrom(...SIGNERS), shows: fc.boolean() });
type Forged = typeof forged extends fc.Arbitrary<infer T> ? T : never;
interface Keys {
  readonly publicKey: string;
  readonly privateKey: webcrypto.CryptoKey;
}
function signatureOf(text: string, by: (typeof SIGNERS)[number], { publicKey, privateKey }: Keys): string {
  if (by === 'nobody') return '';
  if (by === 'the public key') return createHmac('sha256', publicKey).update(text).digest('base64url');
  return createSign('sha256').update(text).sign(KeyObject.from(privateKey)).toString('base64url');
}

describe('a token that somebody else has made', () => {
  it('is refused, whatever its header says of how it is signed', async () => {
    const stranger = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    const publicKey = await exportSPKI(issuer.keys[0]!.publicKey);
    const refused = async ({ header: { alg, kid: name, more }, by, shows }: Forged) => {
      const told = { alg, kid: name, typ: 'at+jwt', ...(shows && { jwk }), ...more };
      const text = [told, goodClaims({ org: 'acme' })].map((part) => base64url.encode(JSON.stringify(part))).join('.');
      expect(await statusOf(`${text}.${signatureOf(text, by, { publicKey, privateKey: stranger.privateKey })}`)).toBe(401);
    };
    expect(await counterexample(forged, refused)).toBeUndefined();
  });
});

describe('the cookie of a login to the console', () => {
  const seal = createSeal<object>('a secret of all APIs, long enough', 'console-session');
  const closed = seal.close({ name: 'Grace', accessToken: 'token' });
  const bytesOf = (text: string) => Buffer.from(text, 'base64url');

  it('is none once a bit of it has changed', async () => {
    const refused = async (bytes: Buffer) => expect(seal.open(bytes.toString('base64url'))).toBeUndefined();
    expect(await counterexample(withOneBitTurned(bytesOf(closed)), refused)).toBeUndefined();
  });

  it('is none once anything of it has changed', async () => {
    const changed = mutated(Buffer.from(closed), ['=', '.', '%', '~']).map(String);
    const refused = async (text: string) => expect(seal.open(text)).toBeUndefined();
    expect(
      await counterexample(
        changed.filter((text) => !bytesOf(text).equals(bytesOf(closed))),
        refused,
      ),
    ).toBeUndefined();
  });
});
