import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { DependencyError } from '../../domain/errors.ts';

/** How long the issuer may take to answer (ms). */
const TIMEOUT_MS = 5000;
/** Keys that are older are fetched again (ms). */
const MAX_AGE_MS = 600_000;
/** Between two fetches of keys that are known, whatever others tokens name meanwhile (ms). */
const COOLDOWN_MS = 30_000;
/** Between two tries of an issuer that was away, while nothing is known (ms). */
const RETRY_MS = 1000;

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;
type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

export interface IssuerKeysOptions {
  /** As it stands in the tokens (OpenID Connect Discovery 1.0, section 3). */
  readonly issuer: string;
  readonly fetch: Fetch;
  /** Milliseconds of a clock that only runs forwards. */
  readonly clock: () => number;
  readonly onOutage: (error: unknown) => void;
}

/**
 * The keys that an issuer signs with, for jose. They are fetched when the first token comes; from then on a token waits for the
 * issuer only when it names a key that nobody has seen. While the issuer is away, the keys that are known go on to serve.
 */
export function issuerKeys({ issuer, fetch, clock, onOutage }: IssuerKeysOptions): JWTVerifyGetKey {
  let remote: RemoteKeys | undefined;
  let pending: Promise<RemoteKeys> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let outage: DependencyError | undefined;
  const sinceTry = () => clock() - triedAt;

  const load = async (): Promise<RemoteKeys> => {
    triedAt = clock();
    try {
      const found = remote ?? (await discover(issuer, fetch));
      await found.reload();
      outage = undefined;
      return (remote = found);
    } catch (cause) {
      outage = new DependencyError('token issuer', 'the keys of the token issuer cannot be fetched', { cause });
      onOutage(cause);
      throw outage;
    }
  };
  /** One fetch for all who wait. */
  const loadOnce = () =>
    (pending ??= load().finally(() => {
      pending = undefined;
    }));

  const current = async (): Promise<RemoteKeys> => {
    if (!remote) {
      if (outage && !pending && sinceTry() < RETRY_MS) throw outage;
      return loadOnce();
    }
    if (sinceTry() >= MAX_AGE_MS) loadOnce().catch(() => undefined);
    return remote;
  };

  return async (header, token) => {
    const keys = await current();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || (!pending && sinceTry() < COOLDOWN_MS)) throw error;
    }
    return (await loadOnce())(header, token);
  };
}

async function discover(issuer: string, fetch: Fetch): Promise<RemoteKeys> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  // Whose keys these are is known by their address alone.
  const options = { redirect: 'manual', headers: { accept: 'application/json' } } as const;
  const response = await fetch(address, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (metadata.issuer !== issuer) throw new Error(`${address} is of the issuer ${JSON.stringify(metadata.issuer)}, not of ${issuer}`);
  if (typeof metadata.jwks_uri !== 'string') throw new Error(`${address} names no jwks_uri`);
  return createRemoteJWKSet(new URL(metadata.jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    // When to fetch again is decided above: jose would stop serving keys that it knows while the issuer is away.
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
    [customFetch]: fetch,
  });
}
