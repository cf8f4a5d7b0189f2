import type pg from 'pg';

/** How PostgreSQL is connected to. Whoever joins the adapters makes it of an address: platform/postgres-session.ts. */
export interface Session {
  /** For a pool, which makes each connection ready by itself, or a client. */
  readonly config: pg.PoolConfig;
  /** Of our tables. */
  readonly schema: string;
  /** Only a transaction keeps what a session would. */
  readonly pooled: boolean;
  /** Comes first on a client's connection. */
  prepare(client: Pick<pg.ClientBase, 'query'>): Promise<void>;
}
