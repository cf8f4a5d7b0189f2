import fc from 'fast-check';
import { moneyText } from '../../../domain/money.ts';
import { newOrder } from '../../../domain/order.ts';
import { quantitiesBySku } from '../../../domain/order-quantities.ts';
import { request } from '../../support/orders.ts';

const item = fc.record({ sku: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 1_000_000 }), priceCents: fc.nat() });

describe('money as people read it', () => {
  it.each([
    [1999, 'USD', '$19.99'],
    [1999, 'JPY', '¥1,999'],
    [1999, 'KWD', 'KWD 1.999'],
    [123456, 'HUF', 'HUF 1,234.56'],
    [123456, 'IDR', 'IDR 1,234.56'],
    [123456, 'COP', 'COP 1,234.56'],
    [123456, 'PKR', 'PKR 1,234.56'],
    [123456, 'MGA', 'MGA 1,234.56'],
    [123456, 'IQD', 'IQD 123.456'],
    [123456, 'ISK', 'ISK 123,456'],
    [123456, 'UYW', 'UYW 12.3456'],
    [123456, 'BGN', 'BGN 1,234.56'],
    [Number.MAX_SAFE_INTEGER, 'USD', '$90,071,992,547,409.91'],
    [0, 'EUR', '€0.00'],
  ])('shows %d in %s', (cents, currency, text) => {
    expect(moneyText(cents, currency).replaceAll('\u00a0', ' ')).toBe(text);
  });
});

describe('quantities by SKU', () => {
  it('lose nothing, however lines share a SKU', () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const sum = [...quantitiesBySku(items).values()].reduce((a, b) => a + b, 0);
        expect(sum).toBe(items.reduce((a, { quantity }) => a + quantity, 0));
      }),
    );
  });
});

describe('a new order', () => {
  const id = '01234567-89ab-8def-8123-456789abcdef';

  it('has line ids of its own, nothing paid and nothing shipped', () => {
    const order = newOrder(
      id,
      request({
        items: [
          { sku: 'a', quantity: 1, priceCents: 5 },
          { sku: 'a', quantity: 2, priceCents: 7 },
        ],
      }),
      '2026-01-01T00:00:00.000Z',
    );
    expect(order.items.map(({ lineId, sku }) => [lineId, sku])).toEqual([
      ['line_1', 'a'],
      ['line_2', 'a'],
    ]);
    expect(order).toMatchObject({
      status: 'PENDING',
      version: 0,
      totalCents: 19,
      payment: { status: 'pending', authorisedCents: 0 },
      shipments: [],
    });
  });

  it('needs no payment when it costs nothing', () => {
    expect(newOrder(id, request({ items: [{ sku: 'a', quantity: 1, priceCents: 0 }] }), '2026-01-01T00:00:00.000Z').payment.status).toBe(
      'not_required',
    );
  });

  it('has a number for people that follows from its id', () => {
    const number = newOrder(id, request(), '2026-01-01T00:00:00.000Z').orderNumber;
    expect(number).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(newOrder(id, request(), '2027-01-01T00:00:00.000Z').orderNumber).toBe(number);
  });
});
