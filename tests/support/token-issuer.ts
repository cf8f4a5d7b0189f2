import type { webcrypto } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Fetch } from '../../adapters/oidc/issuer-keys.ts';

export const ISSUER = 'https://issuer.example/realms/shop';
export const AUDIENCE = 'durable-orders';

interface Key {
  readonly kid: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

/** An OpenID Connect issuer without a port: it answers through `fetch`, and signs what it is told to. */
export class TokenIssuer {
  readonly fetched: string[] = [];
  isAway = false;
  keys: Key[] = [];

  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer();
    await issuer.rotate('key-1');
    return issuer;
  }

  /** From now on signs with a new key, and publishes only that. */
  async rotate(kid: string): Promise<void> {
    this.keys = [{ kid, ...(await generateKeyPair('RS256')) }];
  }

  fetch: Fetch = async (url) => {
    this.fetched.push(url);
    if (this.isAway) throw new TypeError('fetch failed');
    if (url === `${ISSUER}/.well-known/openid-configuration`) return Response.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys` });
    const keys = this.keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }));
    return Response.json({ keys: await Promise.all(keys) });
  };

  token(claims: Claims = {}, header: { readonly typ?: string | undefined; readonly kid?: string } = {}): Promise<string> {
    const [key] = this.keys;
    if (!key) throw new Error('the issuer has no key');
    return new SignJWT(goodClaims(claims))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header } as JWTHeaderParameters)
      .sign(key.privateKey);
  }
}

/** What a token claims; `undefined` leaves a claim out. */
export type Claims = Readonly<Record<string, unknown>>;

/** Of a token that is let in. */
export function goodClaims(changes: Claims = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const scope = 'orders:read orders:write orders:operate';
  return { iss: ISSUER, aud: AUDIENCE, sub: 'storefront', client_id: 'storefront', iat: now, exp: now + 300, scope, ...changes };
}
