import { errors, jwtVerify, type JWTPayload } from 'jose';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { LONGEST_ACTOR } from '../../domain/order-event.ts';
import type { AccessTokens } from '../../domain/ports/access-tokens.ts';
import { issuerKeys, type IssuerKeysOptions } from './issuer-keys.ts';

export interface AccessTokensOptions extends IssuerKeysOptions {
  /** Whom the token has to be made for. */
  readonly audience: string;
  readonly tenantClaim: string | undefined;
}

/** Signatures that only the issuer can make: no `none`, and no secret that both sides know (RFC 8725, section 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** How far the issuer's clock may be from ours (s). */
const CLOCK_TOLERANCE = 30;
const NAME = new RegExp(`^[\\x20-\\x7e]{1,${LONGEST_ACTOR}}$`);

/** JWT access tokens as RFC 9068 has them, of one OpenID Connect issuer. */
export function createAccessTokens({ audience, tenantClaim, ...options }: AccessTokensOptions): AccessTokens {
  const keys = issuerKeys(options);
  const demands = {
    issuer: options.issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_TOLERANCE,
    requiredClaims: ['exp'],
  };
  return {
    async verify(token) {
      const { payload } = await jwtVerify(token, keys, demands).catch((error: unknown) => {
        throw error instanceof DependencyError ? error : invalid(error);
      });
      if (!isSpelledOnce(token)) throw notSigned();
      // It was demanded, and is a number.
      const expiresAt = Number(payload.exp) * 1000;
      return { subject: subjectOf(payload), tenant: textIn(payload, tenantClaim), scopes: scopesOf(payload), expiresAt };
    },
  };
}

/** The last bits of base64 may be anything (RFC 4648, section 3.5): so nobody makes a second text of a token that is listed somewhere. */
function isSpelledOnce(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

function subjectOf({ sub, client_id: clientId }: JWTPayload): string {
  const subject = sub ?? clientId;
  if (typeof subject === 'string' && NAME.test(subject)) return subject;
  throw refusal('it names nobody: its sub (or client_id) must be 1–255 printable ASCII characters');
}

function textIn(payload: JWTPayload, claim: string | undefined): string | undefined {
  const value = claim === undefined ? undefined : payload[claim];
  return typeof value === 'string' && NAME.test(value) ? value : undefined;
}

/** `scope` is a list with spaces between (RFC 9068, section 2.2.3); some issuers write an array, or call it `scp`. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  return [scope, scp].flat().flatMap((names) => (typeof names === 'string' ? names.split(' ') : []));
}

function refusal(why: string): DomainError {
  return new DomainError('INVALID_TOKEN', `The access token is refused: ${why}.`);
}

const notSigned = () => refusal('it is not signed by the issuer that is trusted here');

/** What is wrong with the token, in words that help its caller and tell a forger nothing. */
function invalid(error: unknown): DomainError {
  if (error instanceof errors.JWTExpired) return refusal('it has expired; get a new one');
  if (error instanceof errors.JWTClaimValidationFailed) return refusal(claimFault(error.claim));
  if (error instanceof errors.JOSEError) return notSigned();
  throw error;
}

function claimFault(claim: string): string {
  if (claim === 'typ') return 'it is no access token: its type must be at+jwt (RFC 9068)';
  if (claim === 'nbf' || claim === 'iat') return 'it is not valid yet; compare the clocks';
  return `its claim ${claim} is missing or not the one that is wanted here`;
}
