import type { BareAnswer } from './bare-answers.ts';
import type { FakeSystem } from './fakes.ts';

/** Of all 5xx these alone say that the fault is the caller's. */
const NOT_IMPLEMENTED = 501;

/** An answer that says what it has to, and no failure of ours. */
export function expectAnswer({ status, contentType, body }: BareAnswer): void {
  if (status < 400) return;
  expect(status === NOT_IMPLEMENTED ? 400 : status).toBeLessThan(500);
  expect(contentType).toBe('application/problem+json');
  // To HEAD there is no body.
  if (body !== '') expect(JSON.parse(body)).toMatchObject({ status, type: expect.stringMatching(/\/problems\/[a-z-]+$/) });
}

/** What was taken: it grows with each order and notification. */
export function countOf({ rows, pending, notifications }: FakeSystem): number {
  return rows.size + pending.size + notifications.length;
}

/** Nothing went wrong that nobody was told of, and nothing of what is secret was written down. */
export function expectCleanLog(logLines: readonly Record<string, unknown>[], ...secrets: string[]): void {
  expect(logLines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  const log = JSON.stringify(logLines);
  for (const secret of secrets) expect(log).not.toContain(secret);
}
