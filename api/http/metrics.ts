import { METRICS_CONTENT_TYPE } from '../../platform/metrics.ts';
import type { Resources } from './resource.ts';

export function metricsRoutes(page: () => Promise<string>): Resources {
  return {
    '/metrics': {
      GET: { query: 'any', handle: async () => ({ status: 200, headers: { 'Content-Type': METRICS_CONTENT_TYPE }, body: await page() }) },
    },
  };
}
