import { metricsAnswer } from '../../platform/metrics-format.ts';
import type { Handler, Resources } from './resource.ts';

export function metricsRoutes(page: () => Promise<string>): Resources {
  const handle: Handler = async ({ headers: { accept } }) => {
    const { contentType, text } = metricsAnswer(await page(), accept);
    return { status: 200, headers: { 'Content-Type': contentType }, body: text };
  };
  return { '/metrics': { GET: { query: 'any', handle } } };
}
