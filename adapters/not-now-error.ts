import { DependencyError } from '../domain/errors.ts';

/** A partner answered that what was asked has to wait, such as for a bank. Tried again like any DependencyError, but no outage. */
export class NotNowError extends DependencyError {
  override name = 'NotNowError';
}
