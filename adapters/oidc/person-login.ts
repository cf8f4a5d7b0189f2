import * as oidc from 'openid-client';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { LoggedIn, PersonLogin } from '../../domain/ports/person-login.ts';

export interface PersonLoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the issuer sends the browser back to, logged in and logged out. */
  readonly redirectUri: string;
  readonly homeUri: string;
  /** OAuth scopes, and whom the access token has to be made for. */
  readonly scopes: readonly string[];
  readonly audience: string;
  readonly onOutage: (error: unknown) => void;
}

/** How long the issuer may take to answer (s). */
const TIMEOUT_S = 5;

export function createPersonLogin(options: PersonLoginOptions): PersonLogin {
  const { redirect_uri, scope, audience } = {
    redirect_uri: options.redirectUri,
    scope: ['openid', 'profile', ...options.scopes].join(' '),
    audience: options.audience,
  };
  const issuer = issuerOf(options);
  return {
    async begin() {
      const config = await issuer();
      const [state, nonce, codeVerifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
      const challenge = { code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier), code_challenge_method: 'S256' };
      // Issuers that make tokens for more than one API want to be told for which (Auth0); others pass over what they do not know.
      const url = oidc.buildAuthorizationUrl(config, { redirect_uri, scope, audience, state, nonce, ...challenge });
      return { url: url.href, proof: { state, nonce, codeVerifier } };
    },
    async finish(answer, { state, nonce, codeVerifier }) {
      const config = await issuer();
      const current = new URL(`?${answer.toString()}`, redirect_uri);
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true };
      const tokens = await oidc.authorizationCodeGrant(config, current, checks).catch(explain);
      return { name: nameIn(tokens.claims()), accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
    },
    async renew(person) {
      if (person.refreshToken === undefined) throw over();
      const tokens = await oidc.refreshTokenGrant(await issuer(), person.refreshToken).catch(explain);
      // Most issuers go on with the same refresh token, and then do not send it again.
      return { ...person, accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? person.refreshToken };
    },
    async end(person) {
      const config = await issuer();
      await takeBack(config, person).catch(options.onOutage);
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: options.homeUri }).href;
    },
  };
}

/** Asked for once, when the first person logs in; again where that failed. */
function issuerOf({ issuer, clientId, clientSecret, onOutage }: PersonLoginOptions): () => Promise<oidc.Configuration> {
  // An issuer without TLS is one on this machine, for trying things out.
  const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
  const discover = () =>
    oidc.discovery(new URL(issuer), clientId, {}, oidc.ClientSecretBasic(clientSecret), { execute, timeout: TIMEOUT_S });
  let found: Promise<oidc.Configuration> | undefined;
  return () =>
    (found ??= discover().catch((cause: unknown) => {
      found = undefined;
      onOutage(cause);
      throw unavailable(cause);
    }));
}

async function takeBack(config: oidc.Configuration, { refreshToken }: LoggedIn): Promise<void> {
  if (refreshToken === undefined || config.serverMetadata().revocation_endpoint === undefined) return;
  await oidc.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
}

function nameIn(claims: oidc.IDToken | undefined): string {
  const names = [claims?.['name'], claims?.['preferred_username'], claims?.['email'], claims?.sub];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? '';
}

/** @throws always: the issuer's no, an answer that is to no login of ours, or that there was none */
function explain(cause: unknown): never {
  if (cause instanceof oidc.AuthorizationResponseError || cause instanceof oidc.ResponseBodyError)
    throw over(cause.error_description ?? cause.error);
  if (cause instanceof oidc.ClientError && cause.code === 'OAUTH_INVALID_RESPONSE') throw over('this is not the login that was begun here');
  throw unavailable(cause);
}

function over(why?: string): DomainError {
  return new DomainError('UNAUTHENTICATED', why === undefined ? 'The login is over. Log in again.' : `The token issuer says no: ${why}.`);
}

function unavailable(cause: unknown): DependencyError {
  return new DependencyError('token issuer', 'the token issuer does not answer', { cause });
}
