import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { OrdersDatabase } from './database.ts';
import { type Check, MOST_VIOLATIONS, type Scope, type Violation } from './check.ts';
import type { OrderRun, WorkflowRuns } from './workflow-runs.ts';

const BATCH = 500;
/** Questions to Temporal at once. */
const AT_ONCE = 16;
/** A workflow may take this long to write its order's row, and to close once its order is at its end (ms). */
const LONG_MS = 60_000;

interface OpenOrder {
  readonly id: string;
  readonly status: OrderStatus;
  readonly updated_at: Date;
}

/** @param reconcileEveryMs how soon the reconciler comes by what lacks its workflow (ms) */
export function workflowChecks(db: OrdersDatabase, runs: WorkflowRuns, reconcileEveryMs: number): Check[] {
  const repairMs = reconcileEveryMs;
  return [
    {
      number: '1b',
      title: 'Every workflow of an order has its row',
      of: 'workflows',
      repairMs,
      look: (scope) =>
        overRuns(runs, scope, false, async (ids) => {
          const known = new Set((await db.query<{ id: string }>('select id from orders where id = any($1)', [ids])).map(({ id }) => id));
          return violationsOf(
            ids.filter((id) => !known.has(id)),
            async (id) => withoutRow(await runs.latest(id)),
          );
        }),
    },
    {
      number: '7a',
      title: 'Every order that is not at its end has a running workflow',
      of: 'orders',
      repairMs,
      look: (scope) =>
        overOpenOrders(db, runs, scope, async ({ id, status, updated_at }) => {
          const run = await runs.latest(id);
          if (run?.status === 'RUNNING' || run?.status === 'COMPLETED') return undefined;
          return { id, says: `${status}, and its workflow ${becameOf(run)}`, changedAt: later(updated_at, run?.closedAt) };
        }),
    },
    {
      number: '7b',
      title: 'No workflow runs over an order that is at its end',
      of: 'workflows',
      look: (scope) =>
        overRuns(runs, scope, true, async (ids) => {
          const ended = await db.query<OpenOrder>(
            `select id, status::text as status, updated_at from orders
             where id = any($1) and status in (${END_STATUSES_SQL}) and updated_at < now() - $2::int * interval '1 ms'`,
            [ids, LONG_MS],
          );
          return violationsOf(ended, async ({ id, status, updated_at }) => {
            const run = await runs.latest(id);
            if (run?.status !== 'RUNNING') return undefined;
            return { id, says: `${status} since ${updated_at.toISOString()}, and its workflow runs`, changedAt: new Date() };
          });
        }),
    },
    {
      number: '7c',
      title: 'No workflow completed over an order that is not at its end',
      of: 'orders',
      repairMs,
      look: (scope) =>
        overOpenOrders(db, runs, scope, async ({ id, status, updated_at }) => {
          const run = await runs.latest(id);
          if (run?.status !== 'COMPLETED') return undefined;
          return { id, says: `${status}, and its workflow ${becameOf(run)}`, changedAt: later(updated_at, run.closedAt) };
        }),
    },
  ];
}

function withoutRow(run: OrderRun | undefined): Violation | undefined {
  if (!run || (run.status === 'RUNNING' && Date.now() - run.startedAt.getTime() < LONG_MS)) return undefined;
  return { id: run.orderId, says: `has no row, and its workflow ${becameOf(run)}`, changedAt: run.closedAt };
}

function becameOf(run: OrderRun | undefined): string {
  if (!run) return 'is unknown to Temporal';
  return run.closedAt ? `is ${run.status} since ${run.closedAt.toISOString()}` : `runs since ${run.startedAt.toISOString()}`;
}

function later(one: Date, other: Date | null | undefined): Date {
  return other && other > one ? other : one;
}

async function overRuns(runs: WorkflowRuns, scope: Scope, onlyRunning: boolean, judge: (ids: string[]) => Promise<Violation[]>) {
  await runs.ready();
  if (scope.only) return { looked: scope.only.length, violations: await judge([...scope.only]) };
  const found = new Map<string, Violation>();
  let looked = 0;
  let batch = new Set<string>();
  const judgeBatch = async () => {
    for (const violation of await judge([...batch])) found.set(violation.id, violation);
    batch = new Set();
    scope.onSeen?.(looked);
  };
  for await (const { orderId } of runs.list({ onlyRunning, since: scope.since })) {
    looked += 1;
    batch.add(orderId);
    if (batch.size === BATCH) await judgeBatch();
    if (found.size >= MOST_VIOLATIONS) break;
  }
  await judgeBatch();
  return { looked, violations: [...found.values()].slice(0, MOST_VIOLATIONS) };
}

async function overOpenOrders(
  db: OrdersDatabase,
  runs: WorkflowRuns,
  scope: Scope,
  judge: (order: OpenOrder) => Promise<Violation | undefined>,
) {
  await runs.ready();
  const found: Violation[] = [];
  let looked = 0;
  for (let after = ''; ;) {
    const page = await db.query<OpenOrder>(
      `select id, status::text as status, updated_at from orders o
       where o.status not in (${END_STATUSES_SQL}) and o.created_at >= $1::timestamptz
         and ($2::text[] is null or o.id = any($2)) and o.id > $3
       order by o.id limit ${BATCH}`,
      [scope.since ?? '-infinity', scope.only ?? null, after],
    );
    found.push(...(await violationsOf(page, judge)));
    looked += page.length;
    scope.onSeen?.(looked);
    after = page.at(-1)?.id ?? '';
    if (page.length < BATCH || found.length >= MOST_VIOLATIONS) return { looked, violations: found.slice(0, MOST_VIOLATIONS) };
  }
}

async function violationsOf<T>(items: readonly T[], judge: (item: T) => Promise<Violation | undefined>): Promise<Violation[]> {
  const found: Violation[] = [];
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const violation = await judge(item);
      if (violation) found.push(violation);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
