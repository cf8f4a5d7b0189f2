import { z } from 'zod';
import type { ZodOpenApiOverride } from 'zod-openapi';
import { ORDER_STATUSES } from '../../domain/order-status.ts';
import { text } from '../text.ts';

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const DIGITS_BELOW_MILLISECONDS = /\.\d{3}\d*[1-9]/;

/** An instant in PostgreSQL's and JavaScript's common range, in UTC; `round` says where a part of a millisecond goes. */
function instant(round: 'down' | 'up') {
  return z.iso
    .datetime({ offset: true })
    .transform((given) => Date.parse(given) + (round === 'up' && DIGITS_BELOW_MILLISECONDS.test(given) ? 1 : 0))
    .refine((ms) => ms >= FIRST_MS && ms <= LAST_MS, 'must be in the years 1–9999')
    .transform((ms) => new Date(ms).toISOString());
}

/** A query is text; the documentation shows what the text stands for. */
function shownAs(schema: Record<string, unknown>): ZodOpenApiOverride {
  return ({ jsonSchema }) => {
    const { description } = jsonSchema;
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema];
    Object.assign(jsonSchema, schema, { description });
  };
}

export const listQuery = z.object({
  customerId: text(1, 128).optional().meta({ description: 'Only orders of this customer' }),
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

export type ListQuery = z.output<typeof listQuery>;
