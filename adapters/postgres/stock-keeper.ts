import { DependencyError } from '../../domain/errors.ts';
import { reservationIdOf } from '../../domain/identifiers.ts';
import type { LineQuantity } from '../../domain/order-quantities.ts';
import type { ReservationLine, ReserveOutcome, Shortage, StockKeeper, StockMove } from '../../domain/ports/stock-keeper.ts';
import type { Database } from './database.ts';
import { CLOSE_RESERVATION } from './stock/close-reservation.ts';
import { CUT_BACK } from './stock/cut-back.ts';
import { RESERVE_LINES } from './stock/reserve-lines.ts';
import { RESTOCK_LINES } from './stock/restock-lines.ts';
import { serveWaiting, type StockOf, UNSERVED, UNTOLD } from './stock/serve-waiting.ts';
import { RELEASE_LINES, SHIP_LINES } from './stock/take-off.ts';
import { CLAIM_LINES, DROP_WAITING, KNOW_SKUS, WAIT_FOR_LINES } from './stock/wait-for-lines.ts';

/** Each look waits for the one that overtook it; an order has few callers at once. */
const MOST_LOOKS = 5;

interface ReserveRow {
  readonly outcome: 'reserved' | 'released' | 'short' | 'waiting' | 'overtaken';
  readonly waited: boolean;
  readonly shortages: Shortage[] | null;
  readonly expiresAt: Date | null;
}

interface ClaimRow {
  readonly lineId: string;
  readonly waiting: bigint;
  readonly closed: boolean;
  readonly expiresAt: Date;
}

export interface StockKeeperOptions {
  /** Told of orders that were given units they waited for. */
  readonly onServed?: (orderIds: readonly string[]) => void;
}

/**
 * Stock in PostgreSQL. Each command is one statement that first locks the rows of its SKUs in the order of their names, so that two
 * orders for the same goods wait for each other and never for ever; what touches a reservation holds the lock on its SKU. New values
 * of stock are made from the locked rows: the update's own snapshot may be older, and a constraint would be checked on that before
 * the newer row is looked at. What sets units free that orders wait for is followed by a statement that gives them out.
 */
export function createStockKeeper(db: Database, { onServed = () => undefined }: StockKeeperOptions = {}): StockKeeper {
  const serve = async (wanted: readonly StockOf[]) => {
    const orderIds: string[] = [];
    for (const each of wanted) orderIds.push(...(await serveWaiting(db, each)));
    if (orderIds.length > 0) onServed([...new Set(orderIds)]);
  };
  const serveWanted = (moved: readonly (StockOf & { isWanted: boolean })[]) => serve(moved.filter(({ isWanted }) => isWanted));
  const move = async (statement: string, { orderId, step, lines }: StockMove) => {
    await serveWanted(await db.rows(statement, [step, ...unitsOf(orderId, lines)]));
  };
  const claim: StockKeeper['claim'] = async ({ orderId, expiresAt }) => claimed(await db.rows<ClaimRow>(CLAIM_LINES, [orderId, expiresAt]));

  const wait: StockKeeper['reserve'] = async ({ orderId, tenant = '', step, lines, expiresAt }) => {
    await db.rows(KNOW_SKUS, [tenant, lines.map(({ sku }) => sku)]);
    for (let look = 1; look <= MOST_LOOKS; look++) {
      const [row] = await db.rows<{ overtaken: bigint }>(WAIT_FOR_LINES, [orderId, step, ...columnsOf(orderId, lines), tenant]);
      if (Number(row?.overtaken) === 0) return claim({ orderId, expiresAt });
    }
    throw keptChanging(orderId);
  };

  return {
    async reserve(call) {
      const { orderId, tenant = '', step, lines, expiresAt, allowBackorder = false } = call;
      for (let look = 1; look <= MOST_LOOKS; look++) {
        const [row] = await db.rows<ReserveRow>(RESERVE_LINES, [orderId, step, ...columnsOf(orderId, lines), expiresAt, tenant]);
        if (!row) throw new Error('reserve answered no row');
        if (row.outcome === 'reserved') return { outcome: 'reserved', expiresAt: row.expiresAt?.toISOString() ?? expiresAt };
        if (row.outcome === 'released') return { outcome: 'released' };
        if (row.outcome === 'waiting') return claim(call);
        if (row.outcome === 'overtaken' || (row.waited && look === 1)) continue;
        return allowBackorder ? wait(call) : { outcome: 'short', shortages: row.shortages ?? [] };
      }
      throw keptChanging(orderId);
    },
    claim,
    async stopWaiting(orderId) {
      const rows = await db.rows<{ lineId: string; quantity: bigint }>(DROP_WAITING, [orderId]);
      return rows.map(({ lineId, quantity }) => ({ lineId, quantity: Number(quantity) }));
    },
    release: (call) => move(RELEASE_LINES, call),
    async close({ orderId, tenant = '', lines }) {
      for (let look = 1; look <= MOST_LOOKS; look++) {
        const [row] = await db.rows<ClosedRow>(CLOSE_RESERVATION, [orderId, ...columnsOf(orderId, lines), tenant]);
        await serve((row?.wanted ?? []).map((sku) => ({ tenant, sku })));
        if (Number(row?.overtaken) === 0) return;
      }
      throw keptChanging(orderId);
    },
    cutBack: async ({ orderId, step, lines }) => serveWanted(await db.rows(CUT_BACK, [orderId, step, ...unitsOf(orderId, lines)])),
    ship: (call) => move(SHIP_LINES, call),
    restock: (call) => move(RESTOCK_LINES, call),
    async serveLeftOver(limit) {
      for (const unserved of await db.rows<StockOf>(UNSERVED, [limit])) await serveWaiting(db, unserved);
      return (await db.rows<{ orderId: string }>(UNTOLD, [limit])).map(({ orderId }) => orderId);
    },
  };
}

interface ClosedRow {
  readonly overtaken: bigint;
  readonly wanted: readonly string[];
}

function claimed(rows: readonly ClaimRow[]): ReserveOutcome {
  if (rows.some(({ closed }) => closed)) return { outcome: 'released' };
  const lines = rows.flatMap(({ lineId, waiting }): LineQuantity[] => (waiting > 0 ? [{ lineId, quantity: Number(waiting) }] : []));
  if (lines.length > 0) return { outcome: 'waiting', lines };
  return { outcome: 'reserved', expiresAt: new Date(Math.max(...rows.map(({ expiresAt }) => expiresAt.getTime()))).toISOString() };
}

function keptChanging(orderId: string): DependencyError {
  return new DependencyError('postgres', `the stock of order ${orderId} kept changing under ${MOST_LOOKS} looks`);
}

function unitsOf(orderId: string, lines: StockMove['lines']) {
  return [lines.map(({ lineId }) => reservationIdOf(orderId, lineId)), lines.map(({ quantity }) => quantity)];
}

/** Lines as the statements take them: ids, lines, SKUs and quantities side by side, so that the text is the same for any number. */
function columnsOf(orderId: string, lines: readonly ReservationLine[]) {
  return [
    lines.map(({ lineId }) => reservationIdOf(orderId, lineId)),
    lines.map(({ lineId }) => lineId),
    lines.map(({ sku }) => sku),
    lines.map(({ quantity }) => quantity),
  ];
}
