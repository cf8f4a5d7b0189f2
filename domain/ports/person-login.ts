/** What one login is made with, and its answer has to fit (RFC 7636, OpenID Connect Core 1.0, section 3.1.2.1). */
export interface LoginProof {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** A person whom the token issuer knows. */
export interface LoggedIn {
  /** As people call them. */
  readonly name: string;
  readonly accessToken: string;
  /** Brings the next access token; undefined where the issuer gives none. */
  readonly refreshToken: string | undefined;
}

/** Logs people in at the token issuer, through their browser (OAuth 2.0, authorisation code grant). */
export interface PersonLogin {
  /** @returns where the browser has to go. @throws DependencyError('token issuer') */
  begin(): Promise<{ readonly url: string; readonly proof: LoginProof }>;
  /**
   * `answer`: what the browser brought back.
   * @throws DomainError UNAUTHENTICATED when nobody was logged in; DependencyError('token issuer')
   */
  finish(answer: URLSearchParams, proof: LoginProof): Promise<LoggedIn>;
  /** @throws DomainError UNAUTHENTICATED when the login is over; DependencyError('token issuer') */
  renew(person: LoggedIn): Promise<LoggedIn>;
  /** Takes the refresh token back. @returns where the browser logs out at the issuer, if it can */
  end(person: LoggedIn): Promise<string | undefined>;
}
