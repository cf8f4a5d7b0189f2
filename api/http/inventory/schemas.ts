import { z } from 'zod';
import { listQuery } from '../../orders/list-query.ts';
import { money } from '../../orders/request-schemas.ts';

export const setStockBody = z
  .strictObject({
    onHand: money.meta({ description: 'Units in the warehouse; absolute, and may be below what is reserved', example: 100 }),
  })
  .meta({ id: 'SetStock' });

export const stockQuery = z.object({
  short: listQuery.shape.needsAttention.meta({
    description: 'Only SKUs of which more is reserved than is on hand, with the orders that cannot be honoured',
  }),
  limit: listQuery.shape.limit.meta({ description: 'Most SKUs on a page' }),
  cursor: z.string().optional().meta({ description: 'The nextCursor of the page before, with the same `short`' }),
});
