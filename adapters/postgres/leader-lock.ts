import pg from 'pg';
import type { Session } from './session.ts';

/** One holder at a time: an advisory lock, which PostgreSQL gives up with the session. */
export interface LeaderLock {
  /** Tries to take the lock, or tells whether it is still held. Never throws: no answer is no lock. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/** Any number that nothing else locks. */
const RELAY_LOCK = 4_710_815;

export function createLeaderLock({ config, pooled, prepare }: Session): LeaderLock {
  let session: pg.Client | undefined;
  // A pooler gives the session to somebody else with the lock that it holds: only a transaction that stays open keeps both.
  const take = pooled ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_lock';

  const drop = () => {
    const lost = session;
    session = undefined;
    lost?.removeAllListeners('end');
    return lost?.end().catch(() => undefined);
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
      candidate.on('error', () => void drop());
      candidate.on('end', () => void (session === candidate && drop()));
      try {
        await candidate.connect();
        await prepare(candidate);
        if (pooled) await candidate.query('begin');
        const { rows } = await candidate.query<{ taken: boolean }>(`select ${take}($1) as taken`, [RELAY_LOCK]);
        if (rows[0]?.taken) session = candidate;
        else await candidate.end();
      } catch {
        await candidate.end().catch(() => undefined);
      }
      return session !== undefined;
    },
    release: async () => drop(),
  };
}
