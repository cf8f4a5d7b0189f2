import type { z } from 'zod';
import { DomainError, type Fault } from '../domain/errors.ts';

/** @throws DomainError INVALID_REQUEST with a pointer (RFC 6901) to each fault */
export function validateBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new DomainError('INVALID_REQUEST', 'The request is not acceptable; see errors.', parsed.error.issues.flatMap(bodyFaults));
}

function bodyFaults(issue: z.core.$ZodIssue): Fault[] {
  const pointer = issue.path.map((step) => `/${escaped(String(step))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: `${pointer}/${escaped(key)}`, detail: 'unknown member' }));
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed();
}

/** @throws DomainError INVALID_REQUEST with the name of each faulty parameter */
export function validateQuery<T extends z.ZodType>(schema: T, query: URLSearchParams): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  throw invalidQuery(parsed.error.issues.map((issue) => ({ pointer: `?${String(issue.path[0] ?? '')}`, detail: issue.message })));
}

/** @throws DomainError INVALID_REQUEST for a parameter that is not `known`, or stands twice */
export function refuseStrayParameters(query: URLSearchParams, known: readonly string[]): void {
  const names = [...query.keys()];
  const faults = [...new Set(names)].flatMap((name): Fault[] => {
    const pointer = `?${name.toWellFormed()}`;
    if (!known.includes(name)) return [{ pointer, detail: 'unknown query parameter' }];
    return query.getAll(name).length > 1 ? [{ pointer, detail: 'must stand once' }] : [];
  });
  if (faults.length > 0) throw invalidQuery(faults);
}

function invalidQuery(faults: readonly Fault[]): DomainError {
  return new DomainError('INVALID_REQUEST', 'The request is not acceptable; see errors.', faults);
}
