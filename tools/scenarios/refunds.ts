import { randomUUID } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import { COMPLETED, REFUNDED } from './end.ts';
import type { Scenario } from './scenario.ts';
import type { PlacedOrder } from './placed-order.ts';
import { mustEqual } from './must.ts';

/** Money back after the delivery, without goods. */
export const refunds: readonly Scenario[] = [
  {
    name: 'refunded in pieces',
    description: 'Three lines; one piece of the first is refunded, then a free amount, then the rest; one more is refused with 409.',
    lines: [
      { product: 'A', quantity: 2, priceCents: 1250 },
      { product: 'B', quantity: 1, priceCents: 2000 },
      { product: 'A', quantity: 3, priceCents: 333 },
    ],
    meanwhile: refundInPieces,
    ends: REFUNDED,
  },
  {
    name: 'refund declined',
    description: 'The provider declines the refund: 409 to whoever asked, and the order stays as it is.',
    token: 'tok_refund_declined',
    meanwhile: async (order) => {
      await order.reaches('COMPLETED');
      const key = randomUUID();
      const { text } = await order.refund(409, { amountCents: 500 }, key);
      mustEqual('the answer under the same key', (await order.refund(409, { amountCents: 500 }, key)).text, text);
      const refunds = (await order.now()).refunds.map(({ status, amountCents }) => [status, amountCents]);
      mustEqual('the refunds', refunds, [['failed', 500]]);
    },
    ends: COMPLETED,
  },
];

const FREE_CENTS = 1000;

async function refundInPieces(order: PlacedOrder): Promise<void> {
  const { totalCents } = await order.reaches('COMPLETED');
  const ofLine = await order.refund(201, { items: [{ lineId: 'line_1', quantity: 1 }] });
  mustEqual('where the refund stands', ofLine.headers.get('location'), `/orders/${order.id}`);
  mustEqual('the lines of the refund', ofLine.body.refunds[0]?.lines, [{ lineId: 'line_1', quantity: 1, amountCents: 1250 }]);
  mustBeRefunded(ofLine.body, 1250);
  mustBeRefunded((await order.refund(201, { amountCents: FREE_CENTS })).body, 1250 + FREE_CENTS);
  mustBeRefunded((await order.refund(201, {})).body, totalCents);
  await order.refund(409, { amountCents: 1 });
  await order.refund(409, {});
  const types = (await order.events()).slice(-6).map(({ type }) => type.replace('orders.', ''));
  mustEqual('the last events', types, Array.from({ length: 3 }, () => ['payment_changed', 'refunded']).flat());
}

function mustBeRefunded({ payment, refunds: made }: Order, cents: number): void {
  mustEqual('refunded', payment.refundedCents, cents);
  const parts = made.flatMap(({ lines }) => lines).reduce((sum, { amountCents }) => sum + amountCents, 0);
  mustEqual('the parts per line together', parts, cents);
}
