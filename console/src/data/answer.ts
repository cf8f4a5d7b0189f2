import type { Problem } from '../../../clients/typescript/src/index.ts';

/** The API's no, in its own words. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly problem: Partial<Problem>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `The API answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** @throws Refusal; TypeError when there was no answer */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw new Refusal(response.status, typeof error === 'object' && error !== null ? error : {});
}

/** For people: what went wrong, and whether trying again can help. */
export function explained(error: unknown): string {
  if (!(error instanceof Refusal)) return 'The API does not answer. What you see may be old; it is tried again when you do.';
  const places = error.problem.errors?.map(({ pointer, detail }) => `${pointer.slice(1) || 'The request'} ${detail}`) ?? [];
  return [error.message, ...places].join(' ');
}
