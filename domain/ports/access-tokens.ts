/** Who calls, as the token issuer says. */
export interface AccessToken {
  /** The user's or the client's name at the issuer: printable ASCII, 1–255 characters (OpenID Connect Core 1.0, section 2). */
  readonly subject: string;
  /** What the token names as its tenant, where tenants are told apart. */
  readonly tenant: string | undefined;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Checks access tokens of the one issuer that is trusted. */
export interface AccessTokens {
  /**
   * @throws DomainError INVALID_TOKEN; DependencyError('token issuer') when the issuer's keys are not known and cannot be fetched
   */
  verify(token: string): Promise<AccessToken>;
}
