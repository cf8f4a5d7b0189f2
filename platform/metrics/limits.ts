import { counter, gauge } from './registry.ts';

const refused = counter({
  name: 'caller_limited_total',
  help: 'Calls that were refused because their caller had enough',
  labelNames: ['limit'] as const,
});
const LIMITS = ['reads', 'writes', 'in_flight', 'connections'] as const;
export type CallerLimit = (typeof LIMITS)[number];
// From 0, so that the first one counts in rate().
for (const limit of LIMITS) refused.inc({ limit }, 0);

export function countLimited(limit: CallerLimit): void {
  refused.inc({ limit });
}

const countsAway = gauge({
  name: 'caller_counts_away',
  help: '1 while PostgreSQL does not count the calls of all replicas, and each counts alone',
});

export function showCountsAway(isAway: boolean): void {
  countsAway.set(isAway ? 1 : 0);
}
