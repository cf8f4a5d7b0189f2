import { z } from 'zod';
import { EVENT_TYPES } from '../../../domain/order-event.ts';
import { instant, shownAs } from '../../query-values.ts';

export const feedQuery = z.object({
  type: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(EVENT_TYPES)))
    .optional()
    .meta({
      description: 'Only events of these types, with commas between',
      override: shownAs({ type: 'string', example: 'orders.confirmed,orders.canceled' }),
    }),
  since: instant('down')
    .optional()
    .meta({
      description: 'With the events that the stream has stored since this instant; without it and Last-Event-ID, those that come',
      override: shownAs({ type: 'string', format: 'date-time' }),
    }),
});
