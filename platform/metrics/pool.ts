import type { ReadingsOf } from './page.ts';

/** Connections of this process to PostgreSQL. */
export interface PoolState {
  readonly size: number;
  readonly busy: number;
  readonly idle: number;
  /** Statements that wait for one. */
  readonly waiting: number;
}

export function poolReadings(read: () => PoolState): ReadingsOf {
  return async () => {
    const { size, busy, idle, waiting } = read();
    return [
      { name: 'postgres_pool_size', help: 'Connections to PostgreSQL that this process may open', values: [{ value: size }] },
      {
        name: 'postgres_pool_connections',
        help: 'Connections to PostgreSQL that are open',
        values: [
          { labels: { state: 'busy' }, value: busy },
          { labels: { state: 'idle' }, value: idle },
        ],
      },
      { name: 'postgres_pool_waiting', help: 'Statements that wait for a connection', values: [{ value: waiting }] },
    ];
  };
}
