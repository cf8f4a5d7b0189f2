import { quantitiesBySku } from '../../domain/order.ts';
import type { ReserveOutcome, StockItem, StockKeeper } from '../../domain/ports.ts';
import type { Faults } from './workflow-faults.ts';

/** The stock for one order: the same quantity on hand of every SKU. */
export class FakeStock implements StockKeeper {
  onHand = 10;
  state: 'untouched' | 'reserved' | 'released' | 'shipped' = 'untouched';
  #expiresAt = '';
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  reserve(_orderId: string, items: readonly StockItem[], expiresAt: string): Promise<ReserveOutcome> {
    return this.#faults.run('stock.reserve', () => {
      if (this.state === 'released') return { outcome: 'released' };
      if (this.state !== 'untouched') return { outcome: 'reserved', expiresAt: this.#expiresAt };
      const short = [...quantitiesBySku(items)].filter(([, wanted]) => wanted > this.onHand);
      if (short.length > 0) return { outcome: 'short', shortages: short.map(([sku, wanted]) => ({ sku, wanted, available: this.onHand })) };
      this.state = 'reserved';
      this.#expiresAt = expiresAt;
      return { outcome: 'reserved', expiresAt };
    });
  }

  release(): Promise<void> {
    return this.#faults.run('stock.release', () => {
      if (this.state === 'untouched' || this.state === 'reserved') this.state = 'released';
    });
  }

  ship(): Promise<void> {
    return this.#faults.run('stock.ship', () => {
      if (this.state === 'reserved') this.state = 'shipped';
    });
  }
}
