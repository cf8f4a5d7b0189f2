import { z } from 'zod';
import type { ZodOpenApiOverride } from 'zod-openapi';

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const DIGITS_BELOW_MILLISECONDS = /\.\d{3}\d*[1-9]/;

/** An instant in PostgreSQL's and JavaScript's common range, in UTC; `round` says where a part of a millisecond goes. */
export function instant(round: 'down' | 'up') {
  return z.iso
    .datetime({ offset: true })
    .transform((given) => Date.parse(given) + (round === 'up' && DIGITS_BELOW_MILLISECONDS.test(given) ? 1 : 0))
    .refine((ms) => ms >= FIRST_MS && ms <= LAST_MS, 'must be in the years 1–9999')
    .transform((ms) => new Date(ms).toISOString());
}

/** A query is text; the documentation shows what the text stands for. */
export function shownAs(schema: Record<string, unknown>): ZodOpenApiOverride {
  return ({ jsonSchema }) => {
    const { description } = jsonSchema;
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema];
    Object.assign(jsonSchema, schema, { description });
  };
}
