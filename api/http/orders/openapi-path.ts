import { z } from 'zod';

export const ORDER_TAGS = ['orders'];

export function orderPathOf({ id }: { id: string }) {
  return z.object({ id: z.string().meta({ description: 'The id of the order', example: id }) });
}
