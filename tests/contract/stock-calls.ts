import { randomUUID } from 'node:crypto';
import type { ReservationLine, StockKeeper } from '../../domain/ports/stock-keeper.ts';

export interface StockUnderTest {
  readonly stock: StockKeeper;
  /** `tenant`: whose stock; without it, of all. */
  setOnHand(sku: string, onHand: number, tenant?: string): Promise<unknown>;
  level(sku: string, tenant?: string): Promise<{ readonly onHand: number; readonly reserved: number }>;
}

export const CALLERS = 32;
export const expiresAt = '2030-01-01T00:15:00.000Z';
export const later = '2030-01-01T02:00:00.000Z';

/** What the tests of a keeper of stock do with it. */
export function stockCalls(underTest: () => StockUnderTest) {
  const newSku = async (onHand: number) => {
    const sku = `sku-${randomUUID()}`;
    await underTest().setOnHand(sku, onHand);
    return sku;
  };
  const level = async (sku: string, tenant?: string) => {
    const { onHand, reserved } = await underTest().level(sku, tenant);
    return [onHand, reserved];
  };
  const times = <T>(call: (n: number) => Promise<T>) => Promise.all(Array.from({ length: CALLERS }, (_, n) => call(n)));
  /** The calls of an order whose lines are given as SKU and quantity. */
  const orderOf = (...goods: [sku: string, quantity: number][]) => {
    const orderId = randomUUID();
    const lines = goods.map(([sku, quantity], index): ReservationLine => ({ lineId: `line_${index + 1}`, sku, quantity }));
    const { stock } = underTest();
    const moved = (quantities: Record<string, number>) => Object.entries(quantities).map(([lineId, quantity]) => ({ lineId, quantity }));
    return {
      reserve: (step = 'created', more = lines, until = expiresAt) => stock.reserve({ orderId, step, lines: more, expiresAt: until }),
      id: orderId,
      wait: () => stock.reserve({ orderId, step: 'created', lines, expiresAt, allowBackorder: true }),
      claim: (until = expiresAt) => stock.claim({ orderId, expiresAt: until }),
      stopWaiting: () => stock.stopWaiting(orderId),
      close: () => stock.close({ orderId, lines }),
      release: (step: string, quantities: Record<string, number>) => stock.release({ orderId, step, lines: moved(quantities) }),
      cutBack: (step: string, quantities: Record<string, number>) => stock.cutBack({ orderId, step, lines: moved(quantities) }),
      ship: (step: string, quantities: Record<string, number>) => stock.ship({ orderId, step, lines: moved(quantities) }),
      restock: (step: string, quantities: Record<string, number>) => stock.restock({ orderId, step, lines: moved(quantities) }),
    };
  };
  const reserved = async (...goods: [sku: string, quantity: number][]) => {
    const order = orderOf(...goods);
    expect(await order.reserve()).toEqual({ outcome: 'reserved', expiresAt });
    return order;
  };

  return { newSku, level, times, orderOf, reserved };
}
