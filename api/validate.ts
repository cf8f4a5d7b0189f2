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
  const parsed = schema.safeParse(membersOf(query));
  if (parsed.success) return parsed.data;
  throw invalidQuery(parsed.error.issues.map(({ path, message }) => ({ pointer: `?${path.join('.').toWellFormed()}`, detail: message })));
}

/** `metadata.cart=c-17` is the member `cart` of `metadata`. */
function membersOf(query: URLSearchParams): Record<string, unknown> {
  const byOuter = Map.groupBy(query, ([name]) => name.split('.', 1)[0] ?? '');
  const entries = [...byOuter].map(([outer, group]) => {
    const inner = group.map(([name, value]) => [name.slice(outer.length + 1), value] as const);
    return [outer, group[0]?.[0] === outer ? group[0][1] : Object.fromEntries(inner)] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws DomainError INVALID_REQUEST for a parameter that is not `known`, or stands twice; `metadata.*` knows all that begin so */
export function refuseStrayParameters(query: URLSearchParams, known: readonly string[]): void {
  const names = [...query.keys()];
  const faults = [...new Set(names)].flatMap((name): Fault[] => {
    const pointer = `?${name.toWellFormed()}`;
    if (!isKnown(name, known)) return [{ pointer, detail: 'unknown query parameter' }];
    return query.getAll(name).length > 1 ? [{ pointer, detail: 'must stand once' }] : [];
  });
  if (faults.length > 0) throw invalidQuery(faults);
}

function isKnown(name: string, known: readonly string[]): boolean {
  if (known.includes(name)) return true;
  const [outer = '', ...inner] = name.split('.');
  // What validates members passes over one of this name.
  return known.includes(`${outer}.*`) && inner.length > 0 && inner.join('.') !== '__proto__';
}

function invalidQuery(faults: readonly Fault[]): DomainError {
  return new DomainError('INVALID_REQUEST', 'The request is not acceptable; see errors.', faults);
}
