import { createAccessTokens } from '../../../adapters/oidc/access-tokens.ts';
import { tokenGate } from '../../../api/access/gate.ts';
import { createConsoleSessions } from '../../../api/http/console/sessions.ts';
import { DependencyError, DomainError } from '../../../domain/errors.ts';
import type { LoggedIn, PersonLogin } from '../../../domain/ports/person-login.ts';
import { AUDIENCE, ISSUER, TokenIssuer, type Claims } from '../../support/token-issuer.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const SECRET = 'a secret of both APIs, long enough';
const OWN_PAGE = { 'console-session': '1' };
const proof = { state: 'state-1', nonce: 'nonce-1', codeVerifier: 'verifier-1' };

/** Logs in whoever the test says. */
class FakeLogin implements PersonLogin {
  person: LoggedIn = { name: 'Grace', accessToken: '', refreshToken: 'refresh-1' };
  failure: Error | undefined;
  ended: LoggedIn[] = [];

  begin = async () => ({ url: `${ISSUER}/auth?state=${proof.state}`, proof });
  finish: PersonLogin['finish'] = async (answer, given) => {
    if (this.failure) throw this.failure;
    expect([answer.get('code'), given]).toEqual(['code-1', proof]);
    return this.person;
  };
  renew: PersonLogin['renew'] = async () => {
    if (this.failure) throw this.failure;
    return this.person;
  };
  end: PersonLogin['end'] = async (person) => {
    this.ended.push(person);
    return `${ISSUER}/logout`;
  };
}

let issuer: TokenIssuer;
let login: FakeLogin;
let apps: Served[];

beforeEach(async () => {
  issuer = await TokenIssuer.start();
  login = new FakeLogin();
  const options = { issuer: ISSUER, audience: AUDIENCE, tenantClaim: undefined, fetch: issuer.fetch, clock: () => 0 };
  const tokens = createAccessTokens({ ...options, onOutage: () => undefined });
  const serve = () =>
    serveApp({
      gate: tokenGate({ tokens, tenantClaim: undefined }),
      sessions: createConsoleSessions({ login, tokens, secret: SECRET }),
      whereabouts: { host: '127.0.0.1', url: 'https://orders.example', isOpen: false },
    });
  apps = await Promise.all([serve(), serve()]);
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
});

const ask = (path: string, { app = 0, ...init }: RequestInit & { readonly app?: number } = {}) => {
  const served = apps[app];
  if (!served) throw new Error('there are two');
  return served.fetch(path, { redirect: 'manual', ...init });
};

/** What a browser would send back, by name. */
const jarOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');

async function logIn(claims: Claims = {}, to = '/console/orders/1'): Promise<{ readonly cookie: string; readonly answer: Response }> {
  login.person = { ...login.person, accessToken: await issuer.token({ sub: 'grace', ...claims }) };
  const begun = await ask(`/console/login?to=${encodeURIComponent(to)}`);
  expect([begun.status, begun.headers.get('location')]).toEqual([303, `${ISSUER}/auth?state=state-1`]);
  // Another API than the one that began it.
  const answer = await ask('/console/callback?code=code-1&state=state-1', { app: 1, headers: { cookie: jarOf(begun) } });
  return { cookie: jarOf(answer), answer };
}

describe('a login to the console', () => {
  it('ends on the page that was wanted, in a cookie that no script reads and no other site sends', async () => {
    const { answer } = await logIn();
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/orders/1']);
    const session = answer.headers.getSetCookie().find((line) => /^__Host-console-session=./.test(line));
    expect(session).toMatch(/; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(answer.headers.getSetCookie().filter((line) => line.startsWith('__Host-console-login='))).toEqual([
      '__Host-console-login=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
  });

  it('tells its page who is logged in and what they may do, and no token, at any API', async () => {
    const { cookie } = await logIn({ scope: 'orders:read' });
    expect(cookie).not.toContain(login.person.accessToken.slice(0, 20));
    for (const app of [0, 1]) {
      const answer = await ask('/console/session', { app, headers: { cookie, ...OWN_PAGE } });
      const { expiresInSeconds, ...person } = (await answer.json()) as { expiresInSeconds: number };
      expect([person, expiresInSeconds > 200]).toEqual([{ id: 'grace', name: 'Grace', scopes: ['orders:read'] }, true]);
    }
  });

  it('acts in the name of the person, and with no more than their scopes', async () => {
    const { cookie } = await logIn({ scope: 'orders:read' });
    const headers = { cookie, ...OWN_PAGE };
    expect((await ask('/orders', { headers })).status).toBe(200);
    expect((await ask('/orders/00000000-0000-4000-8000-000000000000/notes', { method: 'POST', headers })).status).toBe(403);
  });

  it.each(['https://evil.example/', '//evil.example/', String.raw`/\evil.example`, '/orders', '/console/../orders', '/console/login'])(
    'does not end at %s, whoever made the link',
    async (to) => {
      expect((await logIn({}, to)).answer.headers.get('location')).toBe('/console/');
    },
  );

  it('takes tokens that are longer than a cookie may be', async () => {
    login.person = { ...login.person, refreshToken: 'r'.repeat(4000) };
    const { cookie } = await logIn();
    expect(cookie).toContain('__Host-console-session-1=');
    expect((await ask('/orders', { headers: { cookie, ...OWN_PAGE } })).status).toBe(200);
  });

  it('that was begun in no browser, or another one, is none', async () => {
    const answer = await ask('/console/callback?code=code-1&state=state-1');
    expect([answer.status, jarOf(answer)]).toEqual([401, '']);
    expect(await answer.text()).toContain('was not begun in this browser');
  });

  it('that the issuer refuses says so, as text', async () => {
    login.failure = new DomainError('UNAUTHENTICATED', 'no: <b>access_denied</b>');
    const { answer } = await logIn();
    expect([answer.status, jarOf(answer)]).toEqual([401, '']);
    expect(await answer.text()).toContain('no: &lt;b&gt;access_denied&lt;/b&gt;');
  });
});

describe('a request that a page of another site talked the browser into', () => {
  it.each([
    ['GET', '/orders'],
    ['POST', '/orders'],
    ['GET', '/console/session'],
    ['POST', '/console/session'],
  ])('has no session: %s %s', async (method, path) => {
    const { cookie } = await logIn();
    const answer = await ask(path, { method, headers: { cookie, 'content-type': 'application/json' } });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
  });

  it('may not have the header that the console sends', async () => {
    const { cookie } = await logIn();
    const preflight = { origin: 'https://evil.example', 'access-control-request-headers': 'console-session' };
    const answer = await ask('/orders', { method: 'OPTIONS', headers: { cookie, ...preflight } });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('does not log anybody out', async () => {
    const { cookie } = await logIn();
    await ask('/console/session', { method: 'DELETE', headers: { cookie } });
    expect(login.ended).toEqual([]);
  });
});

describe('a session', () => {
  it('that somebody else made, or changed, is none', async () => {
    const { cookie } = await logIn();
    const changed = cookie.replace(/=(.)/, (_, first: string) => `=${first === 'A' ? 'B' : 'A'}`);
    for (const given of [changed, '__Host-console-session=AAAA', '__Host-console-session='])
      expect((await ask('/orders', { headers: { cookie: given, ...OWN_PAGE } })).status).toBe(401);
  });

  it('whose token has ended goes on with the next one', async () => {
    const { cookie } = await logIn({ exp: 1 });
    const headers = { cookie, ...OWN_PAGE };
    expect([(await ask('/orders', { headers })).status, (await ask('/console/session', { headers })).status]).toEqual([401, 401]);
    login.person = { ...login.person, accessToken: await issuer.token() };
    const renewed = await ask('/console/session', { method: 'POST', headers });
    expect(renewed.status).toBe(200);
    expect((await ask('/orders', { app: 1, headers: { ...OWN_PAGE, cookie: jarOf(renewed) } })).status).toBe(200);
  });

  it('that the issuer does not renew is over, and one that it cannot is not', async () => {
    const { cookie } = await logIn();
    const renew = () => ask('/console/session', { method: 'POST', headers: { cookie, ...OWN_PAGE } });
    login.failure = new DomainError('UNAUTHENTICATED', 'The login is over. Log in again.');
    expect((await problemOf(await renew())).detail).toBe('The login is over. Log in again.');
    login.failure = new DependencyError('token issuer', 'the token issuer does not answer');
    expect((await renew()).status).toBe(503);
  });

  it('ends here and at the issuer', async () => {
    const { cookie } = await logIn();
    const answer = await ask('/console/session', { method: 'DELETE', headers: { cookie, ...OWN_PAGE } });
    expect([answer.status, jarOf(answer), await answer.json()]).toEqual([200, '', { logoutUrl: `${ISSUER}/logout` }]);
    expect(login.ended).toEqual([login.person]);
  });
});
