import { z } from 'zod';
import type { EditedLine, OrderEdit } from '../../domain/order-edit.ts';
import { MOST_LINES } from '../../domain/order.ts';
import { text } from '../text.ts';
import { adjustment, MAX_ADJUSTMENTS, money, payment, priceCents, shipTo, sku } from './request-schemas.ts';

const editedLine = z
  .strictObject({
    lineId: text(1, 100).optional().meta({ description: 'A line of the order; without it, it is a new line', example: 'line_1' }),
    quantity: z
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'Units in all, of a line of the order those that are cancelled too; 0 takes it out', example: 3 }),
    sku: sku.optional().meta({ description: 'Of a new line' }),
    priceCents: priceCents.optional().meta({ description: 'Of one unit of a new line' }),
  })
  .superRefine(({ lineId, quantity, ...line }, context) => {
    const fault = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    for (const member of ['sku', 'priceCents'] as const) {
      if (lineId === undefined && line[member] === undefined)
        fault(member, 'must be there of a new line; one of the order is named by lineId');
      if (lineId !== undefined && line[member] !== undefined) fault(member, 'never changes of a line of the order');
    }
    if (lineId === undefined && quantity === 0) fault('quantity', 'must be at least 1 of a new line');
  })
  .transform(({ lineId, quantity, sku: of = '', priceCents: price = 0 }): EditedLine =>
    lineId === undefined ? { sku: of, quantity, priceCents: price } : { lineId, quantity },
  );

export const editOrderBody = z
  .strictObject({
    items: z
      .array(editedLine)
      .min(1)
      .max(MOST_LINES)
      .optional()
      .meta({ description: 'Lines at their new quantity, and new lines; what is not named stays as it is' }),
    adjustments: z.array(adjustment).max(MAX_ADJUSTMENTS).optional().meta({ description: 'In place of all that the order has' }),
    shipTo: shipTo.optional(),
    payment: payment.optional().meta({ description: 'What a new authorisation is taken from, now and later' }),
    totalCents: money.optional().meta({ description: 'Optional check: has to be the sum over lines and adjustments' }),
    reason: text(1, 500).optional().meta({ description: 'Stands in the events', example: 'one more, please' }),
  })
  .superRefine(({ items, adjustments, shipTo: address, payment: method }, context) => {
    if (items ?? adjustments ?? address ?? method) return;
    context.addIssue({ code: 'custom', message: 'names nothing to change: items, adjustments, shipTo or payment' });
  })
  .transform(({ payment: given, ...edit }): OrderEdit => ({ ...edit, ...(given && { payment: toMethod(given) }) }))
  .meta({ id: 'EditOrder' });

function toMethod({ token, customer, setupFutureUsage }: z.output<typeof payment>) {
  return { token, ...(customer !== undefined && { customer }), ...(setupFutureUsage && { setupFutureUsage }) };
}
