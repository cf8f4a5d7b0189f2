import { reservationIdOf } from '../../domain/identifiers.ts';
import { quantitiesBySku } from '../../domain/order-quantities.ts';
import type { ReservationLine, ReserveOutcome, StockKeeper, StockMove } from '../../domain/ports/stock-keeper.ts';
import type { Faults } from './workflow-faults.ts';

interface Reservation {
  readonly orderId: string;
  /** Of whose stock, by {@link stockOf}. */
  readonly stock: string;
  reserved: number;
  released: number;
  shipped: number;
  restocked: number;
  closed: boolean;
  expiresAt: string;
  readonly steps: Set<string>;
}

/** Stock in memory: the same quantity on hand of every SKU that nobody has counted. */
export class FakeStock implements StockKeeper {
  onHand = 10;
  readonly #counted = new Map<string, number>();
  readonly #rows = new Map<string, Reservation>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** What became of the stock of the one order that there is. */
  get state(): 'untouched' | 'reserved' | 'released' | 'shipped' {
    const rows = [...this.#rows.values()];
    if (rows.length === 0) return 'untouched';
    if (rows.some(({ reserved }) => reserved > 0)) return 'reserved';
    return rows.some(({ shipped }) => shipped > 0) ? 'shipped' : 'released';
  }

  count(sku: string, onHand: number, tenant?: string): void {
    this.#counted.set(stockOf(sku, tenant), onHand);
  }

  level(sku: string, tenant?: string): { onHand: number; reserved: number } {
    return this.#level(stockOf(sku, tenant));
  }

  #level(stock: string): { onHand: number; reserved: number } {
    const held = [...this.#rows.values()].filter((row) => row.stock === stock);
    return { onHand: this.#counted.get(stock) ?? this.onHand, reserved: held.reduce((sum, { reserved }) => sum + reserved, 0) };
  }

  reserve(call: Parameters<StockKeeper['reserve']>[0]): Promise<ReserveOutcome> {
    return this.#faults.run('stock.reserve', () => {
      const known = [...this.#rows.values()].filter(({ orderId }) => orderId === call.orderId);
      if (known.some(({ closed }) => closed)) return { outcome: 'released' };
      const taken = known.find(({ steps }) => steps.has(call.step));
      if (taken) return { outcome: 'reserved', expiresAt: taken.expiresAt };
      const shortages = [...quantitiesBySku(call.lines)].flatMap(([sku, wanted]) => {
        const { onHand, reserved } = this.level(sku, call.tenant);
        return wanted > onHand - reserved ? [{ sku, wanted, available: Math.max(0, onHand - reserved) }] : [];
      });
      if (shortages.length > 0) return { outcome: 'short', shortages };
      for (const line of call.lines) this.#hold(call, line);
      return { outcome: 'reserved', expiresAt: call.expiresAt };
    });
  }

  release(move: StockMove): Promise<void> {
    return this.#faults.run('stock.release', () => this.#takeOff(move, 'released'));
  }

  cutBack({ orderId, step, lines }: StockMove): Promise<void> {
    return this.#faults.run('stock.cutBack', () => {
      const kept = new Map(lines.map(({ lineId, quantity }) => [reservationIdOf(orderId, lineId), quantity]));
      for (const [id, row] of this.#rows) {
        if (row.orderId !== orderId || row.closed) continue;
        const units = Math.max(0, row.reserved - (kept.get(id) ?? 0));
        row.steps.add(step);
        row.reserved -= units;
        row.released += units;
      }
    });
  }

  close({ orderId, tenant, lines }: Parameters<StockKeeper['close']>[0]): Promise<void> {
    return this.#faults.run('stock.close', () => {
      for (const { lineId, sku, quantity } of lines) {
        const id = reservationIdOf(orderId, lineId);
        if (!this.#rows.has(id))
          this.#rows.set(id, { ...EMPTY, orderId, stock: stockOf(sku, tenant), released: quantity, steps: new Set() });
      }
      for (const row of this.#rows.values()) {
        if (row.orderId !== orderId) continue;
        row.released += row.reserved;
        row.reserved = 0;
        row.closed = true;
      }
    });
  }

  ship(move: StockMove): Promise<void> {
    return this.#faults.run('stock.ship', () => this.#takeOff(move, 'shipped'));
  }

  restock({ orderId, step, lines }: StockMove): Promise<void> {
    return this.#faults.run('stock.restock', () => {
      for (const { lineId, quantity } of lines) {
        const row = this.#rows.get(reservationIdOf(orderId, lineId));
        if (!row || row.steps.has(step)) continue;
        const units = Math.min(row.shipped - row.restocked, quantity);
        row.steps.add(step);
        row.restocked += units;
        this.#counted.set(row.stock, this.#level(row.stock).onHand + units);
      }
    });
  }

  #hold({ orderId, tenant, step, expiresAt }: Parameters<StockKeeper['reserve']>[0], { lineId, sku, quantity }: ReservationLine): void {
    const id = reservationIdOf(orderId, lineId);
    const row = this.#rows.get(id) ?? { ...EMPTY, orderId, stock: stockOf(sku, tenant), steps: new Set() };
    row.reserved += quantity;
    row.expiresAt = expiresAt;
    row.steps.add(step);
    this.#rows.set(id, row);
  }

  #takeOff({ orderId, step, lines }: StockMove, counter: 'released' | 'shipped'): void {
    for (const { lineId, quantity } of lines) {
      const row = this.#rows.get(reservationIdOf(orderId, lineId));
      if (!row || row.steps.has(step)) continue;
      const units = Math.min(row.reserved, quantity);
      row.steps.add(step);
      row.reserved -= units;
      row[counter] += units;
      if (counter === 'shipped') this.#counted.set(row.stock, Math.max(0, this.#level(row.stock).onHand - units));
    }
  }
}

function stockOf(sku: string, tenant = ''): string {
  return `${tenant}/${sku}`;
}

const EMPTY = { reserved: 0, released: 0, shipped: 0, restocked: 0, closed: false, expiresAt: '' };
