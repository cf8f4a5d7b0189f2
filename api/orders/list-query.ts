import { z } from 'zod';
import { ORDER_STATUSES } from '../../domain/order-status.ts';
import { instant, shownAs } from '../query-values.ts';
import { text } from '../text.ts';
import { sku } from './request-schemas.ts';

/** Each is looked up for each order that the rarest leads to. */
const MOST_METADATA = 5;

export const listQuery = z.object({
  customerId: text(1, 128).optional().meta({ description: 'Only orders of this customer' }),
  orderNumber: text(1, 50).optional().meta({ description: 'Only orders of this number' }),
  sku: sku.optional().meta({ description: 'Only orders with a line of this SKU' }),
  metadata: z
    .record(text(1, 100), text(0, 200))
    .refine((entries) => Object.keys(entries).length <= MOST_METADATA, `may be asked for by ${MOST_METADATA} members at once`)
    .optional()
    .meta({
      description: `\`metadata.cart=c-17\`: only orders whose metadata hold this; up to ${MOST_METADATA} of them, which all have to fit`,
      param: { style: 'form', explode: true },
      override: shownAs({
        type: 'object',
        maxProperties: MOST_METADATA,
        propertyNames: { pattern: '^metadata\\..' },
        additionalProperties: { type: 'string', maxLength: 200 },
      }),
    }),
  status: z
    .enum(ORDER_STATUSES)
    .optional()
    .meta({ description: 'Only orders in this status; PENDING ones have no row yet and are in no list' }),
  needsAttention: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Only orders that wait for a person, or only those that do not', override: shownAs({ type: 'boolean' }) }),
  createdAfter: instant('down')
    .optional()
    .meta({ description: 'Only orders created after this instant', override: shownAs({ type: 'string', format: 'date-time' }) }),
  createdBefore: instant('up')
    .optional()
    .meta({ description: 'Only orders created before this instant', override: shownAs({ type: 'string', format: 'date-time' }) }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(20)
    .meta({
      description: 'Most orders on a page',
      override: shownAs({ type: 'integer', format: 'int32', minimum: 1, maximum: 100, default: 20 }),
    }),
  cursor: z.string().optional().meta({ description: "The nextCursor of the page before, with that page's filters" }),
});

/** Names of the query's parameters. */
export const LIST_PARAMETERS = Object.keys(listQuery.shape).map((name) => (name === 'metadata' ? 'metadata.*' : name));

export type ListQuery = z.output<typeof listQuery>;
