import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';
import { type Sources, allChecks } from '../../tools/invariants/all-checks.ts';
import { type OrdersDatabase, openDatabase } from '../../tools/invariants/database.ts';
import { SourceMissing } from '../../tools/invariants/check.ts';
import { providerLedger, type ProviderPlace } from '../../tools/invariants/provider.ts';
import { type Finding, lookAtAll } from '../../tools/invariants/settle.ts';
import { openStreamCopy } from '../../tools/invariants/stream-copy.ts';
import type { OrderRun, WorkflowRuns } from '../../tools/invariants/workflow-runs.ts';
import type { FreshDatabase } from './fresh-database.ts';
import { natsAccess } from '../../platform/nats-access.ts';

export interface Asked {
  readonly since?: Date;
  readonly settleMs?: number;
  readonly provider?: 'simulated' | 'stripe';
  /** Where the provider keeps its ledger, where that is not beside the orders. */
  readonly ledgerUrl?: string;
}

export interface InvariantsWorld {
  /** What Temporal says of an order, where it is not what follows from its row. */
  readonly runs: Map<string, OrderRun | undefined>;
  natsUrl: string | undefined;
  findings(asked?: Asked): Promise<Finding[]>;
  /** The ids that each violated check reports. */
  violations(asked?: Asked): Promise<Record<string, string[]>>;
}

const TERMS = { retentionDays: 7, webhookRetentionDays: 30, stillMs: 900_000, carrierMs: 3_600_000, reconcileEveryMs: 100 };

/** The tool on a scratch database: without NATS where none is given, with what Temporal should say. */
export function invariantsWorld(database: FreshDatabase): InvariantsWorld {
  const told = new Map<string, OrderRun | undefined>();
  const world: InvariantsWorld = {
    runs: told,
    natsUrl: undefined,

    async findings({ since, settleMs = 0, provider = 'simulated', ledgerUrl = database.url } = {}) {
      const db = await openDatabase(database.url);
      const stream = world.natsUrl === undefined ? undefined : await openStreamCopy(natsAccess(world.natsUrl), db);
      const place: ProviderPlace = {
        payment: { provider },
        partners: { databaseUrl: ledgerUrl },
        database: { url: database.url, poolSize: 1 },
      };
      const sources: Sources = { db, provider: providerLedger(place), stream: stream ?? NO_STREAM, runs: fakeRuns(db, told) };
      try {
        return await lookAtAll(allChecks(sources, TERMS), { since: since ?? null, settleMs });
      } finally {
        await Promise.all([db.close(), stream?.close()]);
      }
    },

    async violations(asked) {
      const broken = (await world.findings(asked)).filter(({ violations }) => violations.length > 0);
      return Object.fromEntries(broken.map(({ check, violations }) => [check.number, violations.map(({ id }) => id)]));
    },
  };
  return world;
}

const NO_STREAM = {
  bringUpToDate: () => Promise.reject(new SourceMissing('nats', 'there is none in this test')),
  maxAgeMs: () => 0,
  close: () => Promise.resolve(),
};

/** A run for every order that was ever paid for or has a row: running, or completed where the order is at its end. */
function fakeRuns(db: OrdersDatabase, told: ReadonlyMap<string, OrderRun | undefined>): WorkflowRuns {
  const all = async () => {
    const rows = await db.query<OrderRun>(
      `select coalesce(o.id, p.order_id) as "orderId", coalesce(o.created_at, now() - interval '1 hour') as "startedAt",
         case when o.status in (${END_STATUSES_SQL}) then 'COMPLETED' else 'RUNNING' end as status,
         case when o.status in (${END_STATUSES_SQL}) then o.updated_at end as "closedAt"
       from orders o full join (select distinct order_id from partners.payments where order_id <> '') p on p.order_id = o.id`,
    );
    const runs = new Map<string, OrderRun | undefined>(rows.map((run) => [run.orderId, run]));
    for (const [id, run] of told) runs.set(id, run);
    return runs;
  };
  return {
    ready: () => Promise.resolve(),
    latest: async (orderId) => (await all()).get(orderId),
    async *list({ onlyRunning }) {
      for (const run of (await all()).values()) if (run && (!onlyRunning || run.status === 'RUNNING')) yield run;
    },
  };
}
