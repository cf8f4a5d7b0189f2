import pg from 'pg';
import type { Session } from './session.ts';

/** One holder at a time: an advisory lock, which PostgreSQL gives up with the session, and a session that says nothing it ends. */
export interface LeaderLock {
  /** Tries to take the lock, or tells whether it is still held. Never throws: no answer is no lock. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/** Any number that nothing else locks. */
const RELAY_LOCK = 4_710_815;
/** A holder that hangs or is cut off keeps its session open, and would keep the lock for as long as that lasts (ms). */
const LEASE_MS = 5000;
const RENEW_EVERY_MS = 1000;

export function createLeaderLock(
  { config, pooled, prepare }: Session,
  { leaseMs = LEASE_MS, renewEveryMs = RENEW_EVERY_MS } = {},
): LeaderLock {
  let session: pg.Client | undefined;
  let renewing: NodeJS.Timeout | undefined;
  // A pooler gives the session to somebody else with the lock that it holds: only a transaction that stays open keeps both.
  const begin = pooled ? `begin; set local idle_in_transaction_session_timeout = ${leaseMs}` : `set idle_session_timeout = ${leaseMs}`;
  const take = pooled ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_lock';

  const drop = () => {
    const lost = session;
    session = undefined;
    clearInterval(renewing);
    lost?.removeAllListeners('end');
    return lost?.end().catch(() => undefined);
  };

  const lead = (elected: pg.Client) => {
    session = elected;
    renewing = setInterval(() => void elected.query('select').catch(() => void (session === elected && drop())), renewEveryMs).unref();
  };

  return {
    async held() {
      if (session) return true;
      const candidate = new pg.Client({
        ...config,
        application_name: 'durable-orders relay leader',
        connectionTimeoutMillis: 2000,
        query_timeout: 2000,
        keepAlive: true,
      });
      const onLoss = () => void (session === candidate && drop());
      candidate.on('error', onLoss).on('end', onLoss);
      try {
        await candidate.connect();
        await prepare(candidate);
        await candidate.query(begin);
        const { rows } = await candidate.query<{ taken: boolean }>(`select ${take}($1) as taken`, [RELAY_LOCK]);
        if (rows[0]?.taken) lead(candidate);
        else await candidate.end();
      } catch {
        await candidate.end().catch(() => undefined);
      }
      return session !== undefined;
    },
    release: async () => drop(),
  };
}
