import { DependencyError } from '../../domain/errors.ts';
import { reservationIdOf } from '../../domain/identifiers.ts';
import type { ReservationLine, Shortage, StockKeeper, StockMove } from '../../domain/ports/stock-keeper.ts';
import type { Database } from './database.ts';
import { CLOSE_RESERVATION } from './stock/close-reservation.ts';
import { CUT_BACK } from './stock/cut-back.ts';
import { RESERVE_LINES } from './stock/reserve-lines.ts';
import { RESTOCK_LINES } from './stock/restock-lines.ts';
import { RELEASE_LINES, SHIP_LINES } from './stock/take-off.ts';

/** Each look waits for the one that overtook it; an order has few callers at once. */
const MOST_LOOKS = 5;

interface ReserveRow {
  readonly outcome: 'reserved' | 'released' | 'short' | 'overtaken';
  readonly waited: boolean;
  readonly shortages: Shortage[] | null;
  readonly expiresAt: Date | null;
}

/**
 * Stock in PostgreSQL. Each command is one statement that first locks the rows of its SKUs in the order of their names, so that two
 * orders for the same goods wait for each other and never for ever; what touches a reservation holds the lock on its SKU. New values
 * of stock are made from the locked rows: the update's own snapshot may be older, and a constraint would be checked on that before
 * the newer row is looked at.
 */
export function createStockKeeper(db: Database): StockKeeper {
  const move = async (statement: string, { orderId, step, lines }: StockMove) => {
    await db.rows(statement, [step, ...unitsOf(orderId, lines)]);
  };

  return {
    async reserve({ orderId, tenant = '', step, lines, expiresAt }) {
      for (let look = 1; look <= MOST_LOOKS; look++) {
        const [row] = await db.rows<ReserveRow>(RESERVE_LINES, [orderId, step, ...columnsOf(orderId, lines), expiresAt, tenant]);
        if (!row) throw new Error('reserve answered no row');
        if (row.outcome === 'reserved') return { outcome: 'reserved', expiresAt: row.expiresAt?.toISOString() ?? expiresAt };
        if (row.outcome === 'released') return { outcome: 'released' };
        if (row.outcome === 'short' && !(row.waited && look === 1)) return { outcome: 'short', shortages: row.shortages ?? [] };
      }
      throw keptChanging(orderId);
    },
    release: (call) => move(RELEASE_LINES, call),
    async close({ orderId, tenant = '', lines }) {
      for (let look = 1; look <= MOST_LOOKS; look++) {
        const [row] = await db.rows<{ overtaken: bigint }>(CLOSE_RESERVATION, [orderId, ...columnsOf(orderId, lines), tenant]);
        if (Number(row?.overtaken) === 0) return;
      }
      throw keptChanging(orderId);
    },
    cutBack: async ({ orderId, step, lines }) => void (await db.rows(CUT_BACK, [orderId, step, ...unitsOf(orderId, lines)])),
    ship: (call) => move(SHIP_LINES, call),
    restock: (call) => move(RESTOCK_LINES, call),
  };
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
