import { counter, gauge } from './registry.ts';

const repairs = counter({
  name: 'reconciler_repairs_total',
  help: 'What the reconciler found out of step and set right',
  labelNames: ['kind'] as const,
});

export function countRepair(kind: string): void {
  repairs.inc({ kind });
}

let holdsUntil = 0;
const findings = gauge({
  name: 'reconciler_findings',
  help: 'What the last round of the reconciler found and could not set right',
  labelNames: ['kind'] as const,
  collect() {
    if (Date.now() > holdsUntil) this.reset();
  },
});
let lastRoundAt: number | undefined;
gauge({
  name: 'reconciler_last_round_timestamp_seconds',
  help: 'When this process last heard of a finished round of the reconciler (Unix time)',
  collect() {
    if (lastRoundAt === undefined) this.remove();
    else this.set(Math.round(lastRoundAt / 1000));
  },
});

/** Rounds run on any worker: what this one was told last must not stand for ever beside what another one knows better. */
export function setFindings(counts: Readonly<Record<string, number>>, holdMs: number): void {
  findings.reset();
  for (const [kind, count] of Object.entries(counts)) findings.set({ kind }, count);
  holdsUntil = Date.now() + holdMs;
  lastRoundAt = Date.now();
}
