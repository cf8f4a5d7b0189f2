import type { ZodType } from 'zod';
import { validateBody, validateQuery } from '../../../api/validate.ts';
import { listQuery } from '../../../api/orders/list-query.ts';
import {
  cancelOrderBody,
  createOrderBody,
  noteBody,
  refundBody,
  resolveBody,
  toOrderRequest,
} from '../../../api/orders/request-schemas.ts';
import { text } from '../../../api/text.ts';
import { DomainError } from '../../../domain/errors.ts';

const item = { sku: 'SKU-1', quantity: 2, priceCents: 1999 };
const order = { customerId: 'c-1', items: [item] };
const shipTo = { name: 'A', line1: 'B', city: 'C', postalCode: 'D', country: 'NL' };

function pointersOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.faults.map(({ pointer }) => pointer);
  }
}
const faultsIn = (body: unknown) => pointersOf(() => validateBody(createOrderBody, body));
const faultsInQuery = (query: string) => pointersOf(() => validateQuery(listQuery, new URLSearchParams(query)));

describe('the body of POST /orders', () => {
  it('takes a saved payment method with its customer, and their consent', () => {
    const payment = { token: 'pm_1', customer: 'cus_1', setupFutureUsage: 'off_session' };
    expect(toOrderRequest(validateBody(createOrderBody, { ...order, payment }), 'api')).toMatchObject({
      paymentToken: 'pm_1',
      paymentCustomer: 'cus_1',
      setupFutureUsage: 'off_session',
    });
  });

  it('has defaults for currency and payment token', () => {
    expect(toOrderRequest(validateBody(createOrderBody, order), 'api')).toEqual({ ...order, currency: 'USD', paymentToken: 'tok_ok' });
    expect(toOrderRequest(validateBody(createOrderBody, { ...order, payment: {} }), 'api').paymentToken).toBe('tok_ok');
  });

  it.each([
    [{ ...order, shipTo, metadata: { a: '' }, currency: 'EUR', payment: { token: 'tok_declined' }, totalCents: 3998 }],
    [{ ...order, currency: 'XCG' }],
    [{ ...order, items: Array.from({ length: 100 }, () => ({ ...item, quantity: 1_000_000 })) }],
    [{ ...order, items: [{ ...item, quantity: 1, priceCents: Number.MAX_SAFE_INTEGER }] }],
    [{ ...order, items: [{ ...item, priceCents: 0 }] }],
    [{ ...order, adjustments: [] }],
    [{ ...order, adjustments: [{ type: 'shipping', amountCents: 2, description: 'express' }], totalCents: 4000 }],
    [{ ...order, customerId: '😀'.repeat(128) }],
    [{ ...order, customerId: ' c ', metadata: { ' a': ' ' } }],
    [{ ...order, metadata: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'v'.repeat(200)])) }],
    [{ ...order, items: Array.from({ length: 100 }, () => ({ ...item, sku: 'x'.repeat(100) })), metadata: { a: 'v'.repeat(200) }, shipTo }],
  ])('may be %#', (body) => {
    expect(faultsIn(body)).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [null, ['']],
    [[], ['']],
    [{}, ['/customerId', '/items']],
    [{ ...order, items: [] }, ['/items']],
    [{ ...order, items: Array.from({ length: 101 }, () => item) }, ['/items']],
    [{ ...order, items: [{ ...item, quantity: 0 }] }, ['/items/0/quantity']],
    [{ ...order, items: [item, { ...item, quantity: 1_000_001 }] }, ['/items/1/quantity']],
    [{ ...order, items: [{ ...item, quantity: 1.5 }] }, ['/items/0/quantity']],
    [{ ...order, items: [{ ...item, quantity: '2' }] }, ['/items/0/quantity']],
    [{ ...order, items: [{ ...item, priceCents: -1 }] }, ['/items/0/priceCents']],
    [{ ...order, items: [{ ...item, priceCents: 2 ** 53 }] }, ['/items/0/priceCents']],
    [{ ...order, items: [{ ...item, priceCents: Infinity }] }, ['/items/0/priceCents']],
    [{ ...order, items: [{ ...item, sku: 'x'.repeat(101) }] }, ['/items/0/sku']],
    [{ ...order, items: [{ ...item, quantity: 2, priceCents: Number.MAX_SAFE_INTEGER }] }, ['/items']],
    [{ ...order, totalCents: 3997 }, ['/totalCents']],
    [{ ...order, adjustments: [{ type: 'shipping', amountCents: 2 }], totalCents: 3998 }, ['/totalCents']],
    [{ ...order, adjustments: [{ type: 'rebate', amountCents: -1 }] }, ['/adjustments/0/type']],
    [{ ...order, adjustments: [{ type: 'tax', amountCents: 1.5 }] }, ['/adjustments/0/amountCents']],
    [{ ...order, adjustments: [{ type: 'tax', amountCents: 1, lineId: 'line_2' }] }, ['/adjustments/0/lineId']],
    [{ ...order, adjustments: [{ type: 'discount', amountCents: -3999 }] }, ['/adjustments']],
    [{ ...order, adjustments: Array.from({ length: 101 }, () => ({ type: 'tax', amountCents: 0 })) }, ['/adjustments']],
    [{ ...order, customerId: '' }, ['/customerId']],
    [{ ...order, customerId: 'a\u0000' }, ['/customerId']],
    [{ ...order, customerId: ' ' }, ['/customerId']],
    [{ ...order, customerId: '\t\n\u00a0\u3000\ufeff' }, ['/customerId']],
    [{ ...order, items: [{ ...item, sku: '  ' }] }, ['/items/0/sku']],
    [
      { ...order, shipTo: { ...shipTo, name: ' ', line1: ' ', line2: ' ', city: ' ', postalCode: ' ' } },
      ['/shipTo/name', '/shipTo/line1', '/shipTo/line2', '/shipTo/city', '/shipTo/postalCode'],
    ],
    [{ ...order, metadata: { ' ': 'x' } }, ['/metadata/ ']],
    [{ ...order, payment: { token: ' ' } }, ['/payment/token']],
    [{ ...order, payment: { token: 'pm_1', setupFutureUsage: 'off_session' } }, ['/payment/customer']],
    [{ ...order, payment: { token: 'pm_1', customer: 'cus_1', setupFutureUsage: 'for ever' } }, ['/payment/setupFutureUsage']],
    [{ ...order, customerId: 'a\ud800' }, ['/customerId']],
    [{ ...order, customerId: 'x'.repeat(129) }, ['/customerId']],
    [{ ...order, currency: 'XYZ' }, ['/currency']],
    [{ ...order, currency: 'usd' }, ['/currency']],
    [{ ...order, currency: 'XAU' }, ['/currency']],
    [{ ...order, currency: 'CLF' }, ['/currency']],
    [{ ...order, shipTo: { ...shipTo, country: 'UK' } }, ['/shipTo/country']],
    [{ ...order, shipTo: { ...shipTo, 'a/b~c': 1 } }, ['/shipTo/a~1b~0c']],
    [{ ...order, allowBackorder: 'yes' }, ['/allowBackorder']],
    [{ ...order, items: [{ ...item, lineId: 'x' }] }, ['/items/0/lineId']],
    [{ ...order, metadata: { a: 1 } }, ['/metadata/a']],
    [{ ...order, metadata: { a: 'v'.repeat(201) } }, ['/metadata/a']],
    [{ ...order, metadata: { a: 'x\u0000' } }, ['/metadata/a']],
    [{ ...order, metadata: { 'a\u0000': 'x' } }, ['/metadata/a\u0000']],
    [{ ...order, metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, 'v'])) }, ['/metadata']],
    [{ ...order, payment: { token: '' } }, ['/payment/token']],
    [{ ...order, payment: null }, ['/payment']],
  ])('is refused as %j', (body, pointers) => {
    expect(faultsIn(body)).toEqual(pointers);
  });

  it('is refused as a whole when it takes more bytes than an event has room for, whatever its payment takes', () => {
    const items = Array.from({ length: 100 }, () => ({ ...item, sku: '箱'.repeat(100) }));
    const metadata = (members: number) => Object.fromEntries(Array.from({ length: members }, (_, i) => [`k${i}`, '箱'.repeat(200)]));
    expect(faultsIn({ ...order, items, metadata: metadata(1), payment: { token: '箱'.repeat(200) } })).toEqual([]);
    expect(faultsIn({ ...order, items, metadata: metadata(5) })).toEqual(['']);
  });
});

describe('texts for people', () => {
  it.each<[string, ZodType, object]>([
    ['the reason of a cancel', cancelOrderBody, { reason: ' \n' }],
    ['the reason of a refund', refundBody, { reason: ' ' }],
    ['the note of a decision', resolveBody, { choice: 'write_off', note: '\u2003' }],
    ['a note', noteBody, { text: '\t' }],
  ])('are refused as white space only: %s', (_what, schema, body) => {
    expect(pointersOf(() => validateBody(schema, body))).toHaveLength(1);
  });

  it('are described by a pattern that takes what the schema takes', () => {
    const { pattern = '' } = text(1, 10).meta() ?? {};
    for (const value of ['a', ' a ', 'a\nb', '\ud83d\ude00', ' ', '\t', '\u00a0\ufeff', 'a\u0000', '\u0000'])
      expect([value, new RegExp(String(pattern)).test(value)]).toEqual([value, text(1, 10).safeParse(value).success]);
  });
});

describe('the query of GET /orders', () => {
  it('asks for twenty orders unless it says otherwise', () => {
    expect(validateQuery(listQuery, new URLSearchParams())).toEqual({ limit: 20 });
  });

  it('is read into what it stands for', () => {
    const query =
      'customerId=c-1&orderNumber=7K3Q9-X2M4T&sku=DEMO-1&metadata.cart=c-17&metadata.a.b=&status=CREATED&needsAttention=false&createdAfter=2026-01-01T00:00:00%2B01:00&createdBefore=2026-01-02T00:00:00.0000005Z&limit=100';
    expect(validateQuery(listQuery, new URLSearchParams(query))).toEqual({
      customerId: 'c-1',
      orderNumber: '7K3Q9-X2M4T',
      sku: 'DEMO-1',
      metadata: { cart: 'c-17', 'a.b': '' },
      status: 'CREATED',
      needsAttention: false,
      createdAfter: '2025-12-31T23:00:00.000Z',
      createdBefore: '2026-01-02T00:00:00.001Z',
      limit: 100,
    });
  });

  it.each(['0001-01-01T00:00:00Z', '0389-05-28T20:03:32-15:16', '1900-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'may name %s',
    (instant) => {
      expect(faultsInQuery(new URLSearchParams({ createdAfter: instant, createdBefore: instant }).toString())).toEqual([]);
    },
  );

  it.each<[string, string[]]>([
    ['limit=0', ['?limit']],
    ['limit=101', ['?limit']],
    ['limit=1e1', ['?limit']],
    ['limit=', ['?limit']],
    ['status=created', ['?status']],
    ['needsAttention=1', ['?needsAttention']],
    ['createdAfter=yesterday', ['?createdAfter']],
    ['createdAfter=2026-01-01', ['?createdAfter']],
    ['createdAfter=2026-02-30T00:00:00Z', ['?createdAfter']],
    ['createdBefore=0000-01-01T00:00:00Z', ['?createdBefore']],
    ['createdAfter=9999-12-31T23:59:59-01:00', ['?createdAfter']],
    ['customerId=%00', ['?customerId']],
    ['customerId=', ['?customerId']],
    ['customerId=%20', ['?customerId']],
    ['sku=', ['?sku']],
    [`metadata.cart=${'x'.repeat(201)}`, ['?metadata.cart']],
  ])('is refused as %s', (query, pointers) => {
    expect(faultsInQuery(query)).toEqual(pointers);
  });
});
