import { reservationIdOf } from '../../domain/identifiers.ts';
import { quantitiesBySku, type LineQuantity } from '../../domain/order-quantities.ts';
import type { ReservationLine, ReserveOutcome, StockKeeper, StockMove } from '../../domain/ports/stock-keeper.ts';
import type { Faults } from './workflow-faults.ts';

interface Reservation {
  readonly orderId: string;
  /** Of whose stock, by {@link stockOf}. */
  readonly stock: string;
  readonly lineId: string;
  waiting: number;
  /** Of an order that waited and has not all it wants, as far as it knows: undefined. */
  expiresAt: string | undefined;
  untold: boolean;
  reserved: number;
  released: number;
  shipped: number;
  restocked: number;
  closed: boolean;
  readonly steps: Set<string>;
}

/** Stock in memory: the same quantity on hand of every SKU that nobody has counted. */
export class FakeStock implements StockKeeper {
  onHand = 10;
  readonly #counted = new Map<string, number>();
  readonly #rows = new Map<string, Reservation>();
  readonly #faults: Faults;
  readonly #onServed: (orderIds: readonly string[]) => void;

  constructor(faults: Faults, onServed: (orderIds: readonly string[]) => void = () => undefined) {
    this.#faults = faults;
    this.#onServed = onServed;
  }

  /** What became of the stock of the one order that there is. */
  get state(): 'untouched' | 'waiting' | 'reserved' | 'released' | 'shipped' {
    const rows = [...this.#rows.values()];
    if (rows.length === 0) return 'untouched';
    if (rows.some(({ waiting }) => waiting > 0)) return 'waiting';
    if (rows.some(({ reserved }) => reserved > 0)) return 'reserved';
    return rows.some(({ shipped }) => shipped > 0) ? 'shipped' : 'released';
  }

  count(sku: string, onHand: number, tenant?: string): void {
    this.#counted.set(stockOf(sku, tenant), onHand);
    this.#serve();
  }

  level(sku: string, tenant?: string): { onHand: number; reserved: number } {
    const { onHand, reserved } = this.#level(stockOf(sku, tenant));
    return { onHand, reserved };
  }

  #level(stock: string): { onHand: number; reserved: number; waiting: number } {
    const held = [...this.#rows.values()].filter((row) => row.stock === stock);
    const sum = (count: 'reserved' | 'waiting') => held.reduce((total, row) => total + row[count], 0);
    return { onHand: this.#counted.get(stock) ?? this.onHand, reserved: sum('reserved'), waiting: sum('waiting') };
  }

  /** What nobody has and nobody waits for. */
  #free(stock: string): number {
    const { onHand, reserved, waiting } = this.#level(stock);
    return Math.max(0, onHand - reserved - waiting);
  }

  reserve(call: Parameters<StockKeeper['reserve']>[0]): Promise<ReserveOutcome> {
    return this.#faults.run('stock.reserve', () => {
      const known = this.#of(call.orderId);
      if (known.some(({ closed }) => closed)) return { outcome: 'released' };
      const taken = known.find(({ steps }) => steps.has(call.step));
      if (taken) return taken.expiresAt === undefined ? this.#claim(call) : { outcome: 'reserved', expiresAt: taken.expiresAt };
      const shortages = [...quantitiesBySku(call.lines)].flatMap(([sku, wanted]) => {
        const available = this.#free(stockOf(sku, call.tenant));
        return wanted > available ? [{ sku, wanted, available }] : [];
      });
      if (shortages.length > 0 && !call.allowBackorder) return { outcome: 'short', shortages };
      for (const line of call.lines) this.#hold(call, line, shortages.length > 0);
      return shortages.length > 0 ? this.#claim(call) : { outcome: 'reserved', expiresAt: call.expiresAt };
    });
  }

  claim(call: Parameters<StockKeeper['claim']>[0]): Promise<ReserveOutcome> {
    return this.#faults.run('stock.claim', () => this.#claim(call));
  }

  #claim({ orderId, expiresAt }: Parameters<StockKeeper['claim']>[0]): ReserveOutcome {
    const rows = this.#of(orderId);
    if (rows.some(({ closed }) => closed)) return { outcome: 'released' };
    const lines = rows.flatMap(({ lineId, waiting }) => (waiting > 0 ? [{ lineId, quantity: waiting }] : []));
    for (const row of rows) row.untold = false;
    if (lines.length > 0) return { outcome: 'waiting', lines };
    for (const row of rows) row.expiresAt ??= expiresAt;
    return { outcome: 'reserved', expiresAt: rows[0]?.expiresAt ?? expiresAt };
  }

  stopWaiting(orderId: string): Promise<readonly LineQuantity[]> {
    return this.#faults.run('stock.stopWaiting', () =>
      this.#of(orderId).map((row) => {
        row.released += row.waiting;
        row.waiting = 0;
        return { lineId: row.lineId, quantity: row.reserved + row.shipped };
      }),
    );
  }

  async serveLeftOver(limit: number): Promise<readonly string[]> {
    this.#serve();
    const untold = [...this.#rows.values()].filter((row) => row.untold).map(({ orderId }) => orderId);
    return [...new Set(untold)].slice(0, limit);
  }

  release(move: StockMove): Promise<void> {
    return this.#faults.run('stock.release', () => {
      this.#takeOff(move, 'released');
      this.#serve();
    });
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
      this.#serve();
    });
  }

  close({ orderId, tenant, lines }: Parameters<StockKeeper['close']>[0]): Promise<void> {
    return this.#faults.run('stock.close', () => {
      for (const { lineId, sku, quantity } of lines) {
        const id = reservationIdOf(orderId, lineId);
        if (!this.#rows.has(id)) this.#rows.set(id, { ...emptyRow(orderId, lineId, stockOf(sku, tenant)), released: quantity });
      }
      for (const row of this.#of(orderId)) {
        row.released += row.reserved + row.waiting;
        Object.assign(row, { reserved: 0, waiting: 0, untold: false, closed: true });
      }
      this.#serve();
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
      this.#serve();
    });
  }

  #of(orderId: string): Reservation[] {
    return [...this.#rows.values()].filter((row) => row.orderId === orderId);
  }

  /** Rows stand in the order in which they were made. */
  #serve(): void {
    const served = new Set<string>();
    for (const row of this.#rows.values()) {
      const { onHand, reserved } = this.#level(row.stock);
      const units = Math.min(row.waiting, Math.max(0, onHand - reserved));
      if (units === 0) continue;
      row.waiting -= units;
      row.reserved += units;
      row.untold = true;
      served.add(row.orderId);
    }
    if (served.size > 0) this.#onServed([...served]);
  }

  #hold(call: Parameters<StockKeeper['reserve']>[0], { lineId, sku, quantity }: ReservationLine, isWaiting: boolean): void {
    const { orderId, tenant, step, expiresAt } = call;
    const id = reservationIdOf(orderId, lineId);
    const stock = stockOf(sku, tenant);
    const row = this.#rows.get(id) ?? emptyRow(orderId, lineId, stock);
    const units = Math.min(quantity, this.#free(stock));
    row.reserved += units;
    row.waiting += quantity - units;
    row.expiresAt = isWaiting ? undefined : expiresAt;
    row.steps.add(step);
    this.#rows.set(id, row);
  }

  #takeOff({ orderId, step, lines }: StockMove, counter: 'released' | 'shipped'): void {
    for (const { lineId, quantity } of lines) {
      const row = this.#rows.get(reservationIdOf(orderId, lineId));
      if (!row || row.steps.has(step)) continue;
      const waited = counter === 'released' ? Math.min(row.waiting, quantity) : 0;
      const units = Math.min(row.reserved, quantity - waited);
      row.steps.add(step);
      row.waiting -= waited;
      row.reserved -= units;
      row[counter] += waited + units;
      if (counter === 'shipped') this.#counted.set(row.stock, Math.max(0, this.#level(row.stock).onHand - units));
    }
  }
}

function stockOf(sku: string, tenant = ''): string {
  return `${tenant}/${sku}`;
}

function emptyRow(orderId: string, lineId: string, stock: string): Reservation {
  const counts = { waiting: 0, reserved: 0, released: 0, shipped: 0, restocked: 0 };
  return { orderId, lineId, stock, ...counts, closed: false, untold: false, expiresAt: undefined, steps: new Set() };
}
