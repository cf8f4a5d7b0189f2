import type { OrderKeys, WrappedKey } from '../../domain/ports/order-keys.ts';

/** Rows in memory, and how often they were asked. */
export class KeptOrderKeys implements OrderKeys {
  readonly rows = new Map<string, WrappedKey | 'erased'>();
  calls = 0;
  isAway = false;

  async find(orderId: string): Promise<WrappedKey | 'erased' | undefined> {
    this.#count();
    return this.rows.get(orderId);
  }

  async keep(orderId: string, key: WrappedKey): Promise<WrappedKey | 'erased'> {
    this.#count();
    const kept = this.rows.get(orderId) ?? key;
    this.rows.set(orderId, kept);
    return kept;
  }

  #count(): void {
    this.calls += 1;
    if (this.isAway) throw new Error('PostgreSQL is away');
  }
}
