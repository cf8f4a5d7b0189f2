import type { Request } from 'express';
import type { AccessTokens } from '../../../domain/ports/access-tokens.ts';
import type { LoggedIn, LoginProof, PersonLogin } from '../../../domain/ports/person-login.ts';
import { headerLines } from '../header.ts';
import { cookiesOf, readCookie } from './cookies.ts';
import { createSeal } from './seal.ts';

/** What the browser brings back from the issuer has to fit. */
interface BegunLogin {
  readonly proof: LoginProof;
  /** The page that the person wanted. */
  readonly to: string;
}

/** Where people log in to the console: everything that a login is stands in their browser's cookies, so that any API serves them. */
export interface ConsoleSessions {
  readonly login: PersonLogin;
  readonly tokens: AccessTokens;
  readonly begun: SealedCookie<BegunLogin>;
  readonly session: SealedCookie<LoggedIn>;
}

interface SealedCookie<T> {
  read(req: Request): T | undefined;
  write(value: T): string[];
  readonly forget: string[];
}

/** How long a person may take at the issuer (s). */
const LOGIN_SECONDS = 900;
/**
 * Beside the cookie every request of the console has this: a page of another origin cannot send it without being allowed to, and nobody is
 * (CORS). So a request that a browser was talked into has no session.
 */
const OWN_PAGE_HEADER = 'Console-Session';

export interface ConsoleSessionsOptions {
  readonly login: PersonLogin;
  readonly tokens: AccessTokens;
  /** The same for all APIs. */
  readonly secret: string;
}

export function createConsoleSessions({ login, tokens, secret }: ConsoleSessionsOptions): ConsoleSessions {
  return {
    login,
    tokens,
    begun: sealedCookie(secret, 'console-login', { sameSite: 'Lax', maxAgeSeconds: LOGIN_SECONDS }),
    session: sealedCookie(secret, 'console-session', { sameSite: 'Strict' }),
  };
}

/** Whether a request comes from a page that acts for whoever is logged in to the console. */
export type IsTrustedPage = (req: Request) => boolean;

const isOwnPage: IsTrustedPage = (req) => headerLines(req, OWN_PAGE_HEADER).length === 1;

/** The session of a request that comes from the console's own page, or from another one that is trusted. */
export function sessionOf(
  req: Request,
  { session }: Pick<ConsoleSessions, 'session'>,
  isTrusted: IsTrustedPage = isOwnPage,
): LoggedIn | undefined {
  return isTrusted(req) ? session.read(req) : undefined;
}

function sealedCookie<T>(secret: string, name: string, options: Parameters<typeof cookiesOf>[2]): SealedCookie<T> {
  const seal = createSeal<T>(secret, name);
  return {
    read(req) {
      const text = readCookie(req, name);
      return text === undefined ? undefined : seal.open(text);
    },
    write: (value) => cookiesOf(name, seal.close(value), options),
    forget: cookiesOf(name, '', options),
  };
}
