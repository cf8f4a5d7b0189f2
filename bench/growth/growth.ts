import { mkdtempSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '../../deploy/local/servers/postgres.ts';
import { type Report, seconds } from '../../platform/screen.ts';
import { freePort } from '../../platform/free-port.ts';
import { inRounds } from '../rounds.ts';
import type { Bench } from '../section.ts';
import { loadOrders } from './load.ts';
import { explainHotPaths, type HotPath } from './plans.ts';
import { takeSamples } from './samples.ts';

const SIZES = [1000, 100_000, 1_000_000];
const QUICK_SIZES = [1000, 10_000];

/** What becomes more work with what is stored: the pages that the statements on the hot paths look at, and their plans. */
export const growth: Bench = async ({ isQuick, report }) => {
  const sizes = await thatFit(isQuick ? QUICK_SIZES : SIZES, report);
  const rounds = inRounds({ rounds: 1, report }, 'growth');
  let largest: readonly HotPath[] = [];
  for (const orders of sizes) {
    const began = Date.now();
    largest = await withDatabase(orders, async (url) => explainHotPaths(url, await takeSamples(url)));
    report(`growth: ${named(orders)} orders stored and explained after ${seconds(began)}`);
    for (const { what, pages } of largest) {
      const beside = orders === sizes[0] ? {} : { beside: `${what}, at ${named(sizes[0] ?? 0)}` };
      rounds.add({ name: `${what}, at ${named(orders)}`, unit: 'pages', ...beside }, pages);
    }
  }
  return {
    title: 'Growth',
    how: `Pages of 8 KiB that PostgreSQL looks at for what the product asks of it, in memory or not, with ${sizes.map(named).join(', ')} orders stored as the product stores them, 97 % at their end; a statement counts where it is asked first; below, the plans at the largest size.`,
    figures: rounds.figures(),
    texts: textsOf(largest),
  };
};

const named = (orders: number) => orders.toLocaleString('en');

function textsOf(paths: readonly HotPath[]): [title: string, text: string][] {
  const byTitle = Map.groupBy(paths, ({ title }) => title);
  return [...byTitle].map(([title, those]) => [title, those.flatMap(({ plans }) => plans).join('\n')]);
}

/** A stored order takes 10 kB, and as much again of write-ahead log while it is loaded. */
const BYTES_PER_ORDER = 20_000;

async function thatFit(sizes: readonly number[], report: Report): Promise<number[]> {
  const { bavail, bsize } = await statfs(os.tmpdir());
  const fits = (orders: number) => orders * BYTES_PER_ORDER < bavail * bsize;
  for (const orders of sizes.filter((size) => !fits(size)))
    report(`${named(orders)} orders are left out: ${os.tmpdir()} has no ${(orders * BYTES_PER_ORDER) / 1e9} GB free`);
  return sizes.filter(fits);
}

/** A PostgreSQL of its own, as `npm start` has it, with so many orders stored; gone when the work is done or fails. */
async function withDatabase<T>(orders: number, work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-growth-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  // It is large: whoever breaks the benchmark off is not left with it.
  process.once('exit', remove);
  try {
    const { url, stop } = await startPostgres({ dataDir, port: await freePort() });
    try {
      await loadOrders(url, orders);
      return await work(url);
    } finally {
      await stop();
    }
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}
