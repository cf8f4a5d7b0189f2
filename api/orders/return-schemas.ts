import { z } from 'zod';
import type { ReturnMove } from '../../domain/return-move.ts';
import { text } from '../text.ts';
import { money, quantity } from './request-schemas.ts';

const lineId = text(1, 100).meta({ example: 'line_1' });
const MAX_LINES = 100;

export const requestReturnBody = z
  .strictObject({
    items: z.array(z.strictObject({ lineId, quantity })).min(1).max(MAX_LINES).meta({ description: 'Delivered units of lines' }),
    reason: text(1, 500).meta({ description: 'Stands in the events and in the order', example: 'too small' }),
  })
  .meta({ id: 'RequestReturn' });

export const declineReturnBody = z
  .strictObject({ reason: text(1, 500).optional().meta({ description: 'Stands in the events and in the order', example: 'worn' }) })
  .meta({ id: 'DeclineReturn' });

const count = z.int().min(0).max(1_000_000).default(0);

export const receiveReturnBody = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          lineId,
          restock: count.meta({ description: 'Go back into stock', example: 1 }),
          scrap: count.meta({ description: 'Cannot be sold again' }),
          missing: count.meta({ description: 'Were announced and did not come: they are not refunded, and can be announced again' }),
        }),
      )
      .min(1)
      .max(MAX_LINES)
      .meta({ description: 'What became of each unit that was announced' }),
    feeCents: money.optional().meta({ description: "What is kept of the money, in the currency's minor unit", example: 213 }),
  })
  .meta({ id: 'ReceiveReturn' });

const returnId = text(1, 100);
/** Over HTTP its address says which. */
export const namedReturnBody = z.strictObject({ returnId });
export const namedDeclineBody = declineReturnBody.extend({ returnId });
export const namedReceiveBody = receiveReturnBody.extend({ returnId });

export const toDecline = ({ reason }: z.output<typeof declineReturnBody>): ReturnMove => ({
  to: 'declined',
  ...(reason !== undefined && { reason }),
});

export const toReceive = ({ items, feeCents }: z.output<typeof receiveReturnBody>): ReturnMove => ({
  to: 'received',
  items,
  ...(feeCents !== undefined && { feeCents }),
});
