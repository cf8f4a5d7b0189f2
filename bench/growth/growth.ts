import { statfs } from 'node:fs/promises';
import os from 'node:os';
import pg from 'pg';
import type { Report } from '../../deploy/local/progress.ts';
import type { Bench, Section } from '../section.ts';
import { timeBacklog } from './backlog.ts';
import { databaseOver } from './explaining-database.ts';
import { explainHotPaths } from './plans.ts';
import { besideSmallest, timeReads } from './reads.ts';
import { readBooks } from './reconciler-reads.ts';
import { inRounds, type Rounds } from '../rounds.ts';
import { verifyBooks } from '../system.ts';
import { turnTo, withSizes, type Size } from './size.ts';
import { FEW_CLIENTS, MANY_CLIENTS, timeHotSku, timeSubmits } from './submits.ts';

interface Amounts {
  readonly sizes: readonly number[];
  readonly reads: number;
  readonly submitSeconds: number;
  readonly hotSeconds: number;
  readonly waiting: number;
  readonly mostRounds: number;
}

const FULL: Amounts = {
  sizes: [1000, 100_000, 1_000_000],
  reads: 30,
  submitSeconds: 5,
  hotSeconds: 5,
  waiting: 100_000,
  mostRounds: Number.POSITIVE_INFINITY,
};
const QUICK: Amounts = { sizes: [1000, 10_000], reads: 10, submitSeconds: 1, hotSeconds: 1.5, waiting: 5000, mostRounds: 1 };

/** What becomes slower with what is stored, what a backlog does, and what it costs when everybody wants the same. */
export const growth: Bench = async ({ rounds: wanted, isQuick, report }): Promise<Section> => {
  const amounts = await thatFit(isQuick ? QUICK : FULL, report);
  const count = Math.min(wanted, amounts.mostRounds);
  const rounds = inRounds({ rounds: count, report }, 'growth');
  let round = 0;
  const texts = await withSizes(amounts.sizes, report, async (sizes) => {
    const since = new Date().toISOString();
    await noteDatabases(sizes, rounds);
    await timeReads(sizes, amounts.reads);
    await timeSubmits(sizes, amounts.submitSeconds);
    await rounds.each(async () => {
      await measure(sizes, amounts, round, rounds);
      round += 1;
    });
    await verify(sizes, since);
    const largest = sizes.at(-1);
    return largest ? explainHotPaths(largest.url, largest.samples) : [];
  });
  return {
    title: 'Growth',
    how: howOf(amounts, count),
    figures: rounds.figures(),
    texts,
  };
};

/** A stored order takes 10 kB, and as much again of write-ahead log while it is loaded. */
const BYTES_PER_ORDER = 20_000;

async function thatFit(amounts: Amounts, report: Report): Promise<Amounts> {
  const { bavail, bsize } = await statfs(os.tmpdir());
  const fits = (orders: number) => orders * BYTES_PER_ORDER < bavail * bsize;
  for (const orders of amounts.sizes.filter((size) => !fits(size)))
    report(`${orders.toLocaleString('en')} orders are left out: ${os.tmpdir()} has no ${(orders * BYTES_PER_ORDER) / 1e9} GB free`);
  return { ...amounts, sizes: amounts.sizes.filter(fits) };
}

async function measure(sizes: readonly Size[], amounts: Amounts, round: number, rounds: Rounds): Promise<void> {
  const [smallest, second] = sizes;
  if (!smallest || !second) throw new Error('there is nothing to compare with');
  await timeReads(sizes, amounts.reads, rounds);
  await timeSubmits(sizes, amounts.submitSeconds, rounds);
  await timeReconciler(sizes, rounds);
  await timeBacklog(sizes, second, { waiting: amounts.waiting, round }, rounds);
  await timeHotSku(smallest, amounts.hotSeconds, round % 2 === 1, rounds);
}

async function timeReconciler(sizes: readonly Size[], rounds: Rounds): Promise<void> {
  for (const size of sizes) {
    const db = databaseOver(new pg.Pool({ connectionString: size.url, max: 1 }));
    try {
      await db.ping();
      const startedAt = performance.now();
      await readBooks(db, size.samples.ids);
      const quantity = { ...besideSmallest(sizes, size, "what a reconciler's round reads in PostgreSQL"), unit: 'ms' } as const;
      rounds.add(quantity, performance.now() - startedAt);
    } finally {
      await db.close();
    }
  }
}

/** What was stored beforehand has neither workflows nor messages. */
async function verify(sizes: readonly Size[], since: string): Promise<void> {
  for (const size of sizes) {
    turnTo(size);
    await verifyBooks('--since', since);
  }
}

async function noteDatabases(sizes: readonly Size[], rounds: Rounds): Promise<void> {
  for (const { name, connection } of sizes) {
    const [row] = await connection.query<{ mib: number }>('select (pg_database_size(current_database()) / 1048576.0)::float8 as mib');
    rounds.add({ name: `database, at ${name}`, unit: 'MiB' }, row?.mib ?? Number.NaN);
  }
}

function howOf({ sizes, reads, submitSeconds, hotSeconds, waiting }: Amounts, count: number): string {
  const stored = sizes.map((orders) => orders.toLocaleString('en')).join(', ');
  return (
    `Systems as \`npm start\` starts them, each with a PostgreSQL of its own as it comes (128 MB of shared buffers), with ${stored} orders ` +
    `stored as the product stores them, 97 % at their end; ${count} rounds over all sizes, each with ${reads} reads of a kind by one client, ` +
    `${submitSeconds} s of orders from ${FEW_CLIENTS} client, ${waiting.toLocaleString('en')} events put back into the outbox of the second size, and ` +
    `${hotSeconds} s of orders from ${MANY_CLIENTS} clients for one SKU and for many at the smallest. Parcels travel at once. The reconciler does not run: what it reads is ` +
    `measured alone, without the limit of 4 s that the product sets a statement.`
  );
}
