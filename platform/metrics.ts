import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Dependency } from '../domain/errors.ts';
import { ORDER_STATUSES, type OrderStatus } from '../domain/order-status.ts';
import { methodLabel } from './http-methods.ts';
import type { Logger } from './logger.ts';

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const statusChanges = new Counter({
  name: 'orders_status_changes_total',
  help: 'Recorded moves of an order to a status',
  labelNames: ['to'] as const,
  registers: [registry],
});
// From 0, so that the first change of a kind counts in rate().
for (const to of ORDER_STATUSES) if (to !== 'PENDING') statusChanges.inc({ to }, 0);

/** Told by the process that recorded the move. */
export function tellStatusChange(log: Logger): (to: OrderStatus) => void {
  return (to) => {
    statusChanges.inc({ to });
    log.info({ status: to }, 'order moved');
  };
}

const repairs = new Counter({
  name: 'reconciler_repairs_total',
  help: 'What the reconciler found out of step and set right',
  labelNames: ['kind'] as const,
  registers: [registry],
});

export function countRepair(kind: string): void {
  repairs.inc({ kind });
}

let findingsHoldUntil = 0;
const findings = new Gauge({
  name: 'reconciler_findings',
  help: 'What the last round of the reconciler found and could not set right',
  labelNames: ['kind'] as const,
  registers: [registry],
  collect() {
    if (Date.now() > findingsHoldUntil) this.reset();
  },
});

/** Rounds run on any worker: what this one was told last must not stand for ever beside what another one knows better. */
export function setFindings(counts: Readonly<Record<string, number>>, holdMs: number): void {
  findings.reset();
  for (const [kind, count] of Object.entries(counts)) findings.set({ kind }, count);
  findingsHoldUntil = Date.now() + holdMs;
}

const circuits = new Gauge({
  name: 'circuit_open',
  help: '1 while calls to a dependency fail at once, because it kept failing',
  labelNames: ['dependency', 'operation'] as const,
  registers: [registry],
});

export function setCircuit(circuit: { dependency: Dependency; operation: string }, isOpen: boolean): void {
  circuits.set(circuit, isOpen ? 1 : 0);
}

/** Up to the longest that a caller can wait (s). */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 35];

const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from the first byte of a request to the last of its answer',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: DURATION_BUCKETS,
  registers: [registry],
});

/** `route` is the pattern, never the path: paths hold ids, and every new label value is a new time series. */
export function observeRequest({ method, ...labels }: { method: string; route: string; status: number }, seconds: number): void {
  requestDuration.observe({ method: methodLabel(method), ...labels }, seconds);
}

const callDuration = new Histogram({
  name: 'grpc_request_duration_seconds',
  help: 'Time from the message of a call to its status',
  labelNames: ['method', 'code'] as const,
  buckets: DURATION_BUCKETS,
  registers: [registry],
});

/** `method` with its service; `code` is the name of the status. */
export function observeGrpcCall(labels: { method: string; code: string }, seconds: number): void {
  callDuration.observe(labels, seconds);
}

/** What waits in PostgreSQL, counted over partial indexes: as cheap with many orders as with few. */
export interface Backlog {
  readonly outboxUnsent: number;
  readonly oldestUnsentSeconds: number;
  readonly outboxRefused: number;
  readonly needingAttention: number;
  readonly undoFailing: number;
}

/** A scrape must not hang on a slow database. */
const READ_TIMEOUT_MS = 1000;

/** The text of /metrics, in Prometheus' format. When the backlog cannot be read its gauges are absent, rather than wrong. */
export function createMetricsPage(log: Logger, readBacklog?: () => Promise<Backlog>): () => Promise<string> {
  return async () => {
    const backlog =
      readBacklog &&
      (await withinTime(readBacklog()).catch((err: unknown) => {
        log.warn({ err }, 'backlog gauges are missing from this scrape');
      }));
    return (await registry.metrics()) + (backlog ? await backlogText(backlog) : '');
  };
}

async function backlogText(backlog: Backlog): Promise<string> {
  const registers = [new Registry()];
  new Gauge({ name: 'outbox_unsent', help: 'Events that wait for the relay', registers }).set(backlog.outboxUnsent);
  new Gauge({ name: 'outbox_oldest_unsent_seconds', help: 'Age of the oldest event that waits for the relay', registers }).set(
    backlog.oldestUnsentSeconds,
  );
  new Gauge({ name: 'outbox_refused', help: 'Events that the stream refuses for their size', registers }).set(backlog.outboxRefused);
  new Gauge({ name: 'orders_needing_attention', help: 'Orders that wait for a person', registers }).set(backlog.needingAttention);
  new Gauge({ name: 'orders_undo_failing', help: 'Cancelled orders of which something cannot be undone', registers }).set(
    backlog.undoFailing,
  );
  return `\n${(await registers[0]?.metrics()) ?? ''}`;
}

async function withinTime<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read within ${READ_TIMEOUT_MS} ms`)), READ_TIMEOUT_MS);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
