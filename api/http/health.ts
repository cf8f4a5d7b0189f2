import type { Readiness } from '../../platform/readiness.ts';
import type { Resources } from './resource.ts';

/** Answers to probes; they take whatever query a prober adds. */
export function healthRoutes(readiness: () => Promise<Readiness>): Resources {
  const query = 'any';
  return {
    '/healthz': { GET: { query, handle: async () => ({ status: 200, body: { status: 'live' } }) } },
    '/health': { GET: { query, handle: async () => ({ status: 200, body: { status: 'healthy' } }) } },
    '/readyz': {
      GET: {
        query,
        handle: async () => {
          const { ready, body } = await readiness();
          return ready ? { status: 200, body } : { status: 503, headers: { 'Retry-After': '2' }, body };
        },
      },
    },
  };
}
