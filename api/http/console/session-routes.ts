import type { Request } from 'express';
import { DomainError } from '../../../domain/errors.ts';
import type { LoggedIn } from '../../../domain/ports/person-login.ts';
import { queryOf } from '../address.ts';
import type { Answer } from '../answer.ts';
import { escaped, htmlPage, PAGE_HEADERS } from '../html-page.ts';
import type { Resources } from '../resource.ts';
import { sessionOf, type ConsoleSessions } from './sessions.ts';

/** The console's login. Its page learns who is logged in and what they may do, never a token. */
export function sessionRoutes(sessions: ConsoleSessions): Resources {
  return {
    '/console/login': { GET: { query: ['to'], handle: (req) => begin(sessions, req) } },
    '/console/callback': { GET: { query: 'any', handle: (req) => finish(sessions, req) } },
    '/console/session': {
      GET: { handle: async (req) => personOf(sessions, requireSession(sessions, req)) },
      POST: { handle: (req) => renew(sessions, requireSession(sessions, req)) },
      DELETE: { handle: (req) => end(sessions, sessionOf(req, sessions)) },
    },
  };
}

async function begin({ login, begun }: ConsoleSessions, req: Request): Promise<Answer> {
  const { url, proof } = await login.begin();
  const cookies = begun.write({ proof, to: pageOfConsole(queryOf(req).get('to')) });
  return { status: 303, headers: { Location: url, 'Set-Cookie': cookies } };
}

/** A page of the console, and no other address: whoever makes the link must not choose where a login ends. */
function pageOfConsole(to: string | null): string {
  const { origin, pathname, search } = new URL(to ?? '', 'http://console.invalid/console/');
  const isPage = origin === 'http://console.invalid' && pathname.startsWith('/console/') && pathname !== '/console/login';
  return isPage ? pathname + search : '/console/';
}

async function finish({ login, begun, session }: ConsoleSessions, req: Request): Promise<Answer> {
  const expected = begun.read(req);
  if (!expected) return failed('This login was not begun in this browser, or took too long.', begun.forget);
  try {
    const person = await login.finish(queryOf(req), expected.proof);
    return { status: 303, headers: { Location: expected.to, 'Set-Cookie': [...begun.forget, ...session.write(person)] } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return failed(error.message, begun.forget);
  }
}

function failed(why: string, cookies: string[]): Answer {
  const body = `<p>${escaped(why)}</p><p><a href="/console/login">Log in again</a></p>`;
  return { status: 401, headers: { ...PAGE_HEADERS, 'Set-Cookie': cookies }, body: htmlPage({ title: 'Nobody is logged in', body }) };
}

/** @throws DomainError INVALID_TOKEN when the access token has ended; DependencyError('token issuer') */
async function personOf({ tokens }: ConsoleSessions, { name, accessToken }: LoggedIn): Promise<Answer> {
  const { subject, scopes, expiresAt } = await tokens.verify(accessToken);
  // Not an instant: the browser's clock may be another.
  return { status: 200, body: { id: subject, name, scopes, expiresInSeconds: Math.floor((expiresAt - Date.now()) / 1000) } };
}

async function renew(sessions: ConsoleSessions, person: LoggedIn): Promise<Answer> {
  const renewed = await sessions.login.renew(person);
  return { ...(await personOf(sessions, renewed)), headers: { 'Set-Cookie': sessions.session.write(renewed) } };
}

/** Also without a session, so that a browser forgets what cannot be read any more. */
async function end({ login, session }: ConsoleSessions, person: LoggedIn | undefined): Promise<Answer> {
  const logoutUrl = person && (await login.end(person));
  return { status: 200, headers: { 'Set-Cookie': session.forget }, body: { logoutUrl: logoutUrl ?? null } };
}

/** @throws DomainError UNAUTHENTICATED */
function requireSession(sessions: ConsoleSessions, req: Request): LoggedIn {
  const person = sessionOf(req, sessions);
  if (!person) throw new DomainError('UNAUTHENTICATED', 'Nobody is logged in to the console.');
  return person;
}
