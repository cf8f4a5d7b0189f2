import { createLogger } from '../../../platform/logger.ts';
import { addToContext, runInContext } from '../../../platform/request-context.ts';
import { DependencyError, DomainError } from '../../../domain/errors.ts';

function captured(level = 'info') {
  const lines: string[] = [];
  return {
    lines,
    log: createLogger('worker', level, { write: (line) => void lines.push(line) }),
    last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

describe('a log line', () => {
  it('names its process, its level and its time', () => {
    const { log, last } = captured();
    log.info('hello');
    expect(last()).toEqual({ level: 'info', process: 'worker', msg: 'hello', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
  });

  it('holds the fields of the request it belongs to, and what was learned on the way', async () => {
    const { log, last } = captured();
    await runInContext({ requestId: 'req-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, async () => {
      await Promise.resolve();
      addToContext({ orderId: 'o-1' });
      log.info('inside');
    });
    expect(last()).toMatchObject({
      requestId: 'req-1',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      orderId: 'o-1',
    });
    expect(last()).not.toHaveProperty('traceparent');
    log.info('outside');
    expect(last()).not.toHaveProperty('requestId');
  });

  it('does not mix up requests that run at once', async () => {
    const { log, lines } = captured();
    const work = (requestId: string) =>
      runInContext({ requestId }, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        addToContext({ orderId: `order of ${requestId}` });
        await new Promise((resolve) => setImmediate(resolve));
        log.info('done');
      });
    await Promise.all([work('a'), work('b')]);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ requestId: 'a', orderId: 'order of a' }),
      expect.objectContaining({ requestId: 'b', orderId: 'order of b' }),
    ]);
  });

  it.each([
    { authorization: 'Bearer s3cret' },
    { headers: { cookie: 's3cret' } },
    { req: { headers: { authorization: 's3cret', 'set-cookie': 's3cret' } } },
    { config: { payment: { webhookSecret: 's3cret' } } },
    { charges: [{ token: 's3cret' }] },
    { refused: Object.assign(new Error('no'), { token: 's3cret' }) },
  ])('hides the secret in %j', (fields) => {
    const { log, lines } = captured();
    log.info(fields, 'x');
    expect(lines[0]).toContain('[redacted]');
    expect(lines[0]).not.toContain('s3cret');
  });

  it('leaves what it was given as it was, and shows the rest of it', () => {
    const { log, last } = captured();
    const charge = { token: 's3cret', amount: 5 };
    log.info({ charges: [charge] }, 'x');
    expect(last()).toMatchObject({ charges: [{ token: '[redacted]', amount: 5 }] });
    expect(charge.token).toBe('s3cret');
  });

  it('keeps an error whole, with its code and causes, but for the password in an address', () => {
    const { log, last, lines } = captured();
    const refused = Object.assign(new Error('cannot reach postgresql://orders:s3cret@db:5432/orders'), { code: 'ECONNREFUSED' });
    log.error({ err: new Error('outer', { cause: new AggregateError([refused], 'all failed') }) }, 'x');
    expect(last()).toMatchObject({
      err: {
        type: 'Error',
        message: 'outer',
        stack: expect.any(String),
        cause: {
          message: 'all failed',
          errors: [{ code: 'ECONNREFUSED', message: 'cannot reach postgresql://[redacted]@db:5432/orders' }],
        },
      },
    });
    expect(lines[0]).not.toContain('s3cret');
  });

  it('has no stack for what was expected', () => {
    const { log, last } = captured();
    log.info({ err: new DomainError('OUT_OF_STOCK', 'none left') }, 'x');
    expect(last()).toMatchObject({ err: { type: 'DomainError', code: 'OUT_OF_STOCK', message: 'none left' } });
    log.warn({ err: new DependencyError('nats', 'away', { cause: new Error('why') }) }, 'x');
    expect(last()['err']).toEqual({
      type: 'DependencyError',
      code: 'DEPENDENCY_UNAVAILABLE',
      message: 'away',
      cause: expect.objectContaining({ message: 'why' }),
    });
  });

  it('survives an error that is its own cause', () => {
    const { log, lines } = captured();
    const error = new Error('round');
    error.cause = error;
    log.error({ err: error }, 'x');
    expect(lines).toHaveLength(1);
  });
});
