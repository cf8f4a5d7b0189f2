import { z } from 'zod';
import { money } from '../orders/schemas.ts';

export const setStockBody = z
  .strictObject({
    onHand: money.meta({ description: 'Units in the warehouse; absolute, and may be below what is reserved', example: 100 }),
  })
  .meta({ id: 'SetStock' });
