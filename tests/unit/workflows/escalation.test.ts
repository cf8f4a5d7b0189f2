import { ActivityFailure, ApplicationFailure, TimeoutFailure, type RetryState, type TimeoutType } from '@temporalio/common';
import { isTimeUp, lastHeard } from '../../../workflows/escalation.ts';

const failure = (retryState: RetryState, cause: Error) => new ActivityFailure('failed', 'bookShipment', '1', retryState, 'worker', cause);
const timeout = (type: TimeoutType) => new TimeoutFailure('timed out', undefined, type);

describe('the time of a step', () => {
  it.each([
    ['between two tries', failure('TIMEOUT', ApplicationFailure.create({ message: 'away' }))],
    // What a real server answers when a worker was killed or frozen in the middle of an attempt.
    ['in the middle of a try', failure('NON_RETRYABLE_FAILURE', timeout('SCHEDULE_TO_CLOSE'))],
    ['before any worker had taken it', failure('NON_RETRYABLE_FAILURE', timeout('SCHEDULE_TO_START'))],
  ])('is up %s', (_when, error) => expect(isTimeUp(error)).toBe(true));

  it.each([
    ['an answer', failure('NON_RETRYABLE_FAILURE', ApplicationFailure.nonRetryable('no', 'CARRIER_REFUSED'))],
    ['a try that took too long', failure('MAXIMUM_ATTEMPTS_REACHED', timeout('START_TO_CLOSE'))],
    ['a bug', new TypeError('x is undefined')],
  ])('is not up for %s', (_what, error) => expect(isTimeUp(error)).toBe(false));
});

describe('what the last try of a step heard', () => {
  it.each([
    [
      'the words of the partner, between two tries',
      failure('TIMEOUT', ApplicationFailure.create({ message: 'No.', details: ['carrier'] })),
      'No.',
    ],
    [
      'nothing that an own service said',
      failure('TIMEOUT', ApplicationFailure.create({ message: '1.2.3.4', details: ['postgres'] })),
      'There was no answer.',
    ],
    ['nothing, where nobody answered', failure('NON_RETRYABLE_FAILURE', timeout('SCHEDULE_TO_CLOSE')), 'There was no answer.'],
  ])('is %s', (_what, error, heard) => expect(lastHeard(error)).toBe(heard));
});
