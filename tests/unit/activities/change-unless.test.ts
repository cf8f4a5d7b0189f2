import { orderInSteps } from '../../support/order-in-steps.ts';

const items = [
  { sku: 'A', quantity: 2, priceCents: 100 },
  { sku: 'B', quantity: 1, priceCents: 100 },
];

describe('a step that was recorded and is tried again, as when what follows it failed', () => {
  it('answers that the units are cancelled, though the order has none left to cancel', async () => {
    const order = await orderInSteps({ items });
    const cancel = () => order.cancelLines('call_1', [{ lineId: 'line_1', quantity: 2 }]);
    expect([await cancel(), await cancel()]).toEqual(['done', 'done']);
    expect(await order.cancelLines('call_2', [{ lineId: 'line_1', quantity: 2 }])).toBe('LINES_NOT_CANCELLABLE');
  });

  it('answers that the line is taken out, though the order does not have it any more', async () => {
    const order = await orderInSteps({ items });
    const takeOut = (callId: string) => order.edit(callId, { items: [{ lineId: 'line_1', quantity: 0 }] });
    expect([await takeOut('call_1'), await takeOut('call_1'), await takeOut('call_2')]).toEqual(['done', 'done', 'INVALID_REQUEST']);
  });
});
