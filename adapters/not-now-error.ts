import { DependencyError } from '../domain/errors.ts';

/**
 * A partner answered, and not with what was asked: it has to wait for a bank, or for a person who mends what the partner refuses.
 * Tried again like any DependencyError, but no outage.
 */
export class NotNowError extends DependencyError {
  override name = 'NotNowError';
}
