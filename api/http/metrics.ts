import { metricsAnswer, type MetricsPage } from '../../platform/metrics/format.ts';
import type { Handler, Resources } from './resource.ts';

export function metricsRoutes(page: MetricsPage): Resources {
  const handle: Handler = async ({ headers: { accept } }) => {
    const { contentType, text } = await metricsAnswer(page, accept);
    return { status: 200, headers: { 'Content-Type': contentType }, body: text };
  };
  return { '/metrics': { GET: { query: 'any', handle } } };
}
