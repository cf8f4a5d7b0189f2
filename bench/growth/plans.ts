import type { Database } from '../../adapters/postgres/database.ts';
import { readGauges, readOpenOrders } from '../../adapters/postgres/gauges.ts';
import { createInventory } from '../../adapters/postgres/inventory.ts';
import { createOrderReader } from '../../adapters/postgres/order-reader.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { carrierAtPace0, paymentsInMemory } from '../ports-in-memory.ts';
import { sum } from '../table.ts';
import { openExplainingDatabase, type Statement } from './explaining-database.ts';
import { BIG_CUSTOMER } from './kinds.ts';
import { ALL_HAVE, orderMaker } from './order-maker.ts';
import { pagesOf, planLines } from './plan-lines.ts';
import { readAllHeld, readAsRound } from './reconciler-queries.ts';
import type { Samples } from './samples.ts';

/** Something that the product does, and what PostgreSQL did for it. */
export interface HotPath {
  readonly title: string;
  readonly what: string;
  /** Of 8 KiB, over all its statements. */
  readonly pages: number;
  /** The plan of each statement, as text. */
  readonly plans: readonly string[];
}

/** By what the product does, what it asks of PostgreSQL for that. */
type Step = readonly [what: string, ask: () => Promise<unknown>];

/** Each statement on the hot paths, as PostgreSQL carries it out over what is stored; nothing is changed. */
export async function explainHotPaths(url: string, samples: Samples): Promise<HotPath[]> {
  const { db, statements, close } = await openExplainingDatabase(url);
  const found: HotPath[] = [];
  try {
    for (const [title, steps] of Object.entries(hotPaths(db, samples))) {
      for (const [what, ask] of steps) {
        await ask();
        // What was asked before stands where it was asked first.
        const asked = statements();
        if (asked.length === 0) continue;
        const pages = sum(asked.map(({ explained }) => pagesOf(explained)));
        found.push({ title, what, pages, plans: asked.map((statement) => textOf(what, statement)) });
      }
    }
  } finally {
    await close();
  }
  return found;
}

/** What an index leads to is found within a few; marked is what walks through a table, or through much that is under way. */
const MANY_PAGES = 1000;

function textOf(what: string, { sql, explained }: Statement): string {
  const text = sql.replaceAll('"public".', '').replaceAll(/\s+/g, ' ').trim();
  const shown = text.length > 110 ? `${text.slice(0, 70)} … ${text.slice(-36)}` : text;
  const cost = `${pagesOf(explained)} pages, ${explained['Execution Time'].toFixed(2)} ms`;
  return [`${pagesOf(explained) > MANY_PAGES ? '! ' : ''}${what}: ${cost}`, `  ${shown}`, ...planLines(explained)].join('\n');
}

function hotPaths(db: Database, { ids, customerId, middle }: Samples): Record<string, Step[]> {
  const reader = createOrderReader(db);
  const inventory = createInventory(db);
  const outbox = createOutbox(db);
  const [id = '', other = ''] = ids;
  const limit = 21;
  const tenant = '';
  const make = orderMaker({ db, payments: paymentsInMemory(), carrier: carrierAtPace0 });
  return {
    'Plans: reading orders': [
      ['GET /orders/{id}', () => reader.find(id)],
      ['GET /orders/{id}/events', () => reader.events(id, { from: 1, limit: 20 })],
      ['POST /orders, repeated', () => reader.findCreated(id)],
      ['GET /orders', () => reader.list({ tenant, limit })],
      ['GET /orders, halfway down', () => reader.list({ tenant, limit, after: middle.all })],
      ['GET /orders of a customer', () => reader.list({ tenant, limit, customerId })],
      [
        'GET /orders of the big customer, halfway down',
        () => reader.list({ tenant, limit, customerId: BIG_CUSTOMER, after: middle.ofBigCustomer }),
      ],
      ['GET /orders in a status, halfway down', () => reader.list({ tenant, limit, status: 'COMPLETED', after: middle.completed })],
      ['GET /orders of the big customer in a status', () => reader.list({ tenant, limit, customerId: BIG_CUSTOMER, status: 'CREATED' })],
      ['GET /orders that need attention', () => reader.list({ tenant, limit, needsAttention: true })],
      ['GET /orders with a SKU and metadata that all have', () => reader.list({ tenant, limit, sku: 'SKU-7', metadata: ALL_HAVE })],
      ['GET /orders by metadata that all have, halfway down', () => reader.list({ tenant, limit, metadata: ALL_HAVE, after: middle.all })],
      [
        'GET /orders by metadata that all have, in a rare status',
        () => reader.list({ tenant, limit, metadata: ALL_HAVE, status: 'CREATED' }),
      ],
      ['GET /inventory?short=true', () => inventory.listShort({ limit })],
    ],
    'Plans: an order from its creation to its end': [
      ['stock', () => Promise.all(['SKU-1', 'SKU-2'].map((sku) => inventory.setOnHand(sku, 1_000_000)))],
      ['delivered', () => make('completed')],
      ['cancelled', () => make('canceled')],
      ['refunded', () => make('refunded')],
    ],
    'Plans: relay and metrics': [
      [
        'events sent, and to send',
        () => outbox.next({ sent: [1n, 2n, 3n], at: new Date(), limit: 500, refusedSince: new Date(Date.now() - 60_000) }),
      ],
      ['purge', () => outbox.purge(new Date(Date.now() - 7 * 86_400_000), 5000)],
      ['metrics', () => readGauges(db)],
      ['open orders by status', () => readOpenOrders(db)],
    ],
    'Plans: a round of the reconciler': [
      ['reconciler', () => readAsRound(db, [id, other])],
      ['reconciler, where a sweep begins', () => readAllHeld(db)],
    ],
  };
}
