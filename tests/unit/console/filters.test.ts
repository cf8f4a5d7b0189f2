import { filtersIn, isOrderId, NO_FILTERS, paramsOf, queryOf } from '../../../console/src/list/filters.ts';

const queryFor = (find: string) => queryOf({ ...NO_FILTERS, find });

describe('what is typed to find an order', () => {
  it.each([
    ['7f3k9-qx2m0', { orderNumber: '7F3K9-QX2M0' }],
    ['sku: DEMO-1', { sku: 'DEMO-1' }],
    ['cart = c-17', { metadata: { 'metadata.cart': 'c-17' } }],
    ['Ada Lovelace', { customerId: 'Ada Lovelace' }],
    ['', {}],
  ])('%s is looked for by its look', (find, query) => {
    expect(queryFor(find)).toEqual(query);
  });

  it('an id of an order leads to it', () => {
    expect([isOrderId('5f0c1a52-7a0e-8c4b-9d53-0b6f2f3a9e11'), isOrderId('7F3K9-QX2M0')]).toEqual([true, false]);
  });
});

it('filters stand in the address, and are read from there', () => {
  const filters = { find: 'Ada', status: 'SHIPPED', needsAttention: true, from: '2026-11-01', until: '2026-11-30' } as const;
  expect(filtersIn(paramsOf(filters))).toEqual(filters);
});

it('what stands in an address and is no filter is passed over', () => {
  expect(filtersIn(new URLSearchParams('status=LOST&from=yesterday&attention=1'))).toEqual(NO_FILTERS);
});

it('a range of days holds both of its ends', () => {
  const { createdAfter = '', createdBefore = '' } = queryOf({ ...NO_FILTERS, from: '2026-11-01', until: '2026-11-01' });
  expect(Date.parse(createdBefore) - Date.parse(createdAfter)).toBe(24 * 3_600_000);
});
