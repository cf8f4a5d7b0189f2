import { Router, type RequestHandler } from 'express';
import { metricsAnswer, type MetricsPage } from '../../platform/metrics/format.ts';
import { plainProblem, PROBLEM_CONTENT_TYPE } from '../../platform/plain-problem.ts';
import type { Readiness } from '../../platform/readiness.ts';

export interface Probes {
  readonly ready: () => Promise<Readiness>;
  readonly metrics: MetricsPage;
}

/** Health and metrics, as every process has them. */
export function probeRoutes({ ready, metrics }: Probes): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ status: 'live' }));
  router.get('/readyz', async (_req, res) => {
    const state = await ready();
    res.status(state.ready ? 200 : 503).json(state.body);
  });
  router.get('/metrics', async (req, res) => {
    const { contentType, text } = await metricsAnswer(metrics, req.headers.accept);
    res.type(contentType).send(text);
  });
  router.all(['/healthz', '/readyz', '/metrics'], refuseMethod);
  return router;
}

const refuseMethod: RequestHandler = (_req, res) => {
  const problem = plainProblem(405, 'This address knows GET, HEAD.');
  res.status(405).set('Allow', 'GET, HEAD').type(PROBLEM_CONTENT_TYPE).send(JSON.stringify(problem));
};
