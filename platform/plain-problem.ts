import { STATUS_CODES } from 'node:http';

/** A problem (RFC 9457) that its status tells all of. */
export interface PlainProblem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export function plainProblem(status: number, detail: string): PlainProblem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail };
}
