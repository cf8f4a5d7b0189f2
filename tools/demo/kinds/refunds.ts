import type { Order } from '../../../domain/order.ts';
import { COMPLETED, REFUNDED } from '../end.ts';
import type { Kind } from '../kind.ts';
import type { Life } from '../life.ts';
import { mustHold } from '../shop.ts';

/** Money back after the delivery, without goods. */
export const refunds: readonly Kind[] = [
  {
    name: 'refunded in pieces',
    story: 'Three lines; one piece of the first is refunded, then a free amount, then the rest; one more is refused with 409.',
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
    story: 'The provider declines the refund: 409 to whoever asked, and the order stays as it is.',
    token: 'tok_refund_declined',
    meanwhile: async (life) => {
      await life.reaches('COMPLETED');
      await life.refund(409, { amountCents: 500 });
      const {
        refunds: [refund],
      } = await life.world.shop.order(life.id);
      mustHold(refund?.status === 'failed', `the refund is ${refund?.status ?? 'not recorded'} instead of failed`);
    },
    ends: COMPLETED,
  },
];

const FREE_CENTS = 1000;

async function refundInPieces(life: Life): Promise<void> {
  const { totalCents } = await life.reaches('COMPLETED');
  const afterLine = (await life.refund(201, { items: [{ lineId: 'line_1', quantity: 1 }] })).body;
  refundedIs(afterLine, 1250);
  const afterAmount = (await life.refund(201, { amountCents: FREE_CENTS })).body;
  refundedIs(afterAmount, 1250 + FREE_CENTS);
  const { body: after } = await life.refund(201, {});
  refundedIs(after, totalCents);
  await life.refund(409, { amountCents: 1 });
}

function refundedIs({ payment, refunds: made }: Order, cents: number): void {
  mustHold(payment.refundedCents === cents, `${payment.refundedCents} cents are refunded instead of ${cents}`);
  const parts = made.flatMap(({ lines }) => lines).reduce((sum, { amountCents }) => sum + amountCents, 0);
  mustHold(parts === cents, `the parts per line sum to ${parts} cents instead of ${cents}`);
}
