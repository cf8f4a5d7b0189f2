import { methodLabel } from '../http-methods.ts';
import { currentContext } from '../request-context.ts';
import { durations } from './registry.ts';

/** Up to the longest that a caller can wait (s). The objective for submits is measured at 1 s. */
export const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 35];

const requestDuration = durations({
  name: 'http_request_duration_seconds',
  help: 'Time from the first byte of a request to the last of its answer',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: REQUEST_BUCKETS,
});

/** `route` is the pattern, never the path: paths hold ids, and every new label value is a new time series. */
export function observeRequest({ method, route, status }: { method: string; route: string; status: number }, seconds: number): void {
  requestDuration({ method: methodLabel(method), route: withWait(route), status }, seconds);
}

/** How long a request takes that asks to wait is its caller's choice: those are a route of their own, and no slow ones. */
export function withWait(route: string): string {
  return currentContext().waitSeconds === undefined ? route : `${route} (wait)`;
}
