import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ERROR_CODES, DependencyError, DomainError } from '../../../domain/errors.ts';
import { ERROR_REMEDIES } from '../../../api/error-remedies.ts';
import { ERROR_TABLE, FAILURE_CODES, failureName, type Failure, type FailureCode } from '../../../api/error-table.ts';
import { problemAnswer } from '../../../api/http/problem.ts';

describe('the error table', () => {
  it('has an HTTP error status for every code', () => {
    for (const code of ERROR_CODES) expect(ERROR_TABLE[code].http).toBeGreaterThanOrEqual(400);
  });

  it('tells when to come back with every 429 and 503', () => {
    for (const entry of Object.values(ERROR_TABLE)) expect('retryAfterSeconds' in entry).toBe([429, 503].includes(entry.http));
  });

  it('tells how to prove who calls with every 401, and where a token does not reach', () => {
    for (const [code, entry] of Object.entries(ERROR_TABLE)) expect('challenge' in entry).toBe(entry.http === 401 || code === 'FORBIDDEN');
  });

  it('holds for final what the state of an order refuses for good, and nothing else', () => {
    const mayComeYet = new Set([
      'CHOICE_NOT_OFFERED',
      'HOLD_REFUSED',
      'RETURN_REFUSED',
      'REFUND_TOO_LARGE',
      'WEBHOOK_ENDPOINT_NOT_ACTIVE',
      'TOO_MANY_WEBHOOK_ENDPOINTS',
    ]);
    for (const [code, entry] of Object.entries(ERROR_TABLE)) expect('isFinal' in entry).toBe(entry.http === 409 && !mayComeYet.has(code));
  });

  it.each([
    [400, 'INVALID_ARGUMENT'],
    [409, 'FAILED_PRECONDITION'],
    [500, 'INTERNAL'],
  ])('tells of HTTP %i by %s over gRPC', (http, grpc) => {
    const named = Object.values(ERROR_TABLE).filter((entry) => entry.http === http);
    expect(new Set(named.map((entry) => entry.grpc))).toEqual(new Set([grpc]));
  });

  it('is what the documentation shows, line by line', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
    const shown = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(
      shown.map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      ),
    ).toEqual(
      Object.entries<Failure>(ERROR_TABLE).map(([code, { http, grpc, title, isFinal, retryAfterSeconds }]) => [
        `\`${failureName(code as FailureCode)}\``,
        String(http),
        grpc,
        title,
        isFinal ? 'yes' : '',
        String(retryAfterSeconds ?? ''),
        ERROR_REMEDIES[code as FailureCode],
      ]),
    );
  });

  it('gives every code a name of its own, and tells what to do about it', () => {
    expect(new Set(FAILURE_CODES.map(failureName)).size).toBe(FAILURE_CODES.length);
    expect(Object.keys(ERROR_REMEDIES)).toEqual(FAILURE_CODES);
  });
});

describe('a problem', () => {
  const asked = { path: '/orders', publicUrl: 'https://orders.example' };

  it('tells nothing of an unexpected error', () => {
    const { status, body } = problemAnswer(new TypeError('select * from secrets'), asked);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secrets');
  });

  it('tells nothing of a dependency but when to come back', () => {
    const { status, headers, body } = problemAnswer(new DependencyError('postgres', 'connect ECONNREFUSED 10.0.0.7:5432'), asked);
    expect(status).toBe(503);
    expect(headers).toEqual({ 'Retry-After': '2' });
    expect(JSON.stringify(body)).not.toMatch(/ECONNREFUSED|postgres/i);
  });

  it('says what is wrong and where', () => {
    const error = new DomainError('INVALID_REQUEST', 'No.', [{ pointer: '/items/0/quantity', detail: 'too few' }]);
    expect(problemAnswer(error, asked).body).toEqual({
      type: 'https://orders.example/problems/invalid-request',
      title: 'The request is not acceptable',
      status: 422,
      detail: 'No.',
      instance: '/orders',
      errors: [{ pointer: '/items/0/quantity', detail: 'too few' }],
    });
  });

  it.each([
    ['/inventory/%zz', '/inventory/%25zz'],
    ['/a b|c', '/a%20b%7Cc'],
    ['/%C3%A9', '/%C3%A9'],
  ])('makes a URI of %s', (path, instance) => {
    expect(problemAnswer(new DomainError('NOT_FOUND', 'x'), { ...asked, path }).body).toMatchObject({ instance });
  });
});
