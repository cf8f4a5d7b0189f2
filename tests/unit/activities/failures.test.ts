import { toFailure } from '../../../activities/failures.ts';
import { DependencyError, DomainError } from '../../../domain/errors.ts';

describe('what Temporal is told of an error', () => {
  it('never retries what went against the caller, and names it by its code', () => {
    expect(toFailure(new DomainError('PAYMENT_DECLINED', 'no'))).toMatchObject({
      type: 'PAYMENT_DECLINED',
      nonRetryable: true,
      message: 'no',
    });
  });

  it('retries what did not answer, and names it', () => {
    const failure = toFailure(new DependencyError('postgres', 'away'));
    expect(failure).toMatchObject({ type: 'DEPENDENCY_UNAVAILABLE', nonRetryable: false, details: ['postgres'] });
  });

  it('retries a bug without telling its inside', () => {
    const failure = toFailure(new TypeError('password=hunter2'));
    expect(failure).toMatchObject({ type: 'INTERNAL', nonRetryable: false });
    expect(`${failure.message}${failure.stack}`).not.toContain('hunter2');
  });
});
