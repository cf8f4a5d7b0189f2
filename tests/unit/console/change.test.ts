import { createdExample } from '../../../api/http/orders/response-schemas.ts';
import { editOrderBody } from '../../../api/orders/edit-schemas.ts';
import type { Order } from '../../../console/src/data/order-types.ts';
import { changesOf, totalAfter } from '../../../console/src/order/change/changes.ts';
import { draftOf, editOf, type Draft } from '../../../console/src/order/change/draft.ts';
import { planEdit } from '../../../domain/order-edit.ts';

const line = (lineId: string, quantity: number, priceCents: number) => ({
  ...createdExample.items[0]!,
  lineId,
  sku: `SKU-${lineId}`,
  quantity,
  priceCents,
});
const shipTo = { name: 'Ada', line1: '1 Lane', city: 'Amsterdam', postalCode: '1015 CN', country: 'NL' };
const order = {
  ...createdExample,
  status: 'CONFIRMED',
  currency: 'USD',
  items: [line('one', 3, 1000), line('two', 1, 501)],
  adjustments: [
    { type: 'shipping', amountCents: 500 },
    { type: 'fee', amountCents: 99, lineId: 'two', description: 'Gift wrap' },
  ],
  totalCents: 4100,
  shipTo,
} as Order;

const typed = (over: Partial<Draft>) => editOf(order, { ...draftOf(order), ...over });
const [one = { key: '', type: 'fee', amount: '' }, two = one] = draftOf(order).adjustments;

it('a draft that nobody typed into changes nothing, whatever the reason', () => {
  expect(typed({ reason: 'because' })).toBeUndefined();
});

it.each<[string, Partial<Draft>, object]>([
  ['a quantity', { quantities: { one: '5', two: '1' } }, { items: [{ lineId: 'one', quantity: 5 }] }],
  [
    'a line more',
    { newLines: [{ key: 'new', sku: ' MUG ', quantity: '2', price: '7,50' }] },
    { items: [{ sku: 'MUG', quantity: 2, priceCents: 750 }] },
  ],
  [
    'a discount',
    { adjustments: [one, two, { key: 'new', type: 'discount', amount: '-5' }] },
    { adjustments: expect.arrayContaining([{ type: 'discount', amountCents: -500 }]) },
  ],
  [
    'nothing beside the goods',
    {
      adjustments: [
        { ...one, amount: '' },
        { ...two, amount: ' ' },
      ],
    },
    { adjustments: [] },
  ],
  [
    'the address',
    { shipTo: { ...shipTo, line2: 'Left door', country: 'be' } },
    { shipTo: { ...shipTo, line2: 'Left door', country: 'BE' } },
  ],
  ['what is paid with', { token: ' tok_ok ', reason: 'a new card' }, { payment: { token: 'tok_ok' }, reason: 'a new card' }],
])('%s is all that is sent of it, as the API takes it', (_, over, edit) => {
  expect(typed(over)).toEqual(edit);
  expect(editOrderBody.safeParse(typed(over)).error).toBeUndefined();
});

it.each<[string, Partial<Draft>]>([
  ['a quantity that is no count', { quantities: { one: '1.5', two: '1' } }],
  ['a new line without a price', { newLines: [{ key: 'new', sku: 'MUG', quantity: '1', price: '' }] }],
  ['an amount of parts of a cent', { adjustments: [{ ...one, amount: '1.005' }] }],
  ['half an address', { shipTo: { ...draftOf(order).shipTo, city: '' } }],
])('%s is not sent', (_, over) => {
  expect(typed({ token: 'tok_ok', ...over })).toBeUndefined();
});

it.each<[string, Partial<Draft>]>([
  ['more units', { quantities: { one: '5', two: '1' } }],
  ['a line that is taken out, with what is paid for it', { quantities: { one: '3', two: '0' } }],
  [
    'a new line and a discount',
    { newLines: [{ key: 'new', sku: 'MUG', quantity: '2', price: '7.5' }], adjustments: [{ key: 'new', type: 'discount', amount: '-1' }] },
  ],
])('the total that is drawn of %s is what the order then comes to', (_, over) => {
  const edit = typed(over) ?? {};
  const { after } = planEdit(order, editOrderBody.parse(edit));
  expect(totalAfter(order, edit)).toBe(after.totalCents);
});

it('what changes is told thing by thing, as it is and as it is to be', () => {
  const edit = typed({ quantities: { one: '5', two: '0' }, shipTo: { ...draftOf(order).shipTo, line1: '2 Lane' } }) ?? {};
  expect(changesOf(order, edit).map(({ what, before, after }) => [what, before, after])).toEqual([
    ['Units of SKU-one', '3', '5'],
    ['Units of SKU-two', '1', 'Taken out'],
    ['Total', expect.stringContaining('41.00'), expect.stringContaining('55.00')],
    ['Ships to', 'Ada, 1 Lane, 1015 CN Amsterdam, NL', 'Ada, 2 Lane, 1015 CN Amsterdam, NL'],
  ]);
});
