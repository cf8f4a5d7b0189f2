import type { WakeUps } from '../../domain/ports/wake-ups.ts';

/** Wake-ups in memory. */
export class FakeWakeUps implements WakeUps {
  readonly #listeners = new Set<{ readonly orderId: string | undefined; readonly onChange: () => void }>();
  isConnected = true;

  isUp = () => this.isConnected;

  changed(orderId: string): void {
    if (!this.isConnected) return;
    for (const listener of this.#listeners) if (listener.orderId === undefined || listener.orderId === orderId) listener.onChange();
  }

  listen(orderId: string | undefined, onChange: () => void): () => void {
    const listener = { orderId, onChange };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get listening(): number {
    return this.#listeners.size;
  }
}

/** Nobody tells anybody. */
export function noWakeUps(): FakeWakeUps {
  return Object.assign(new FakeWakeUps(), { isConnected: false });
}
