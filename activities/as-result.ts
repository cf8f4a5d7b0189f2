import { DomainError } from '../domain/errors.ts';

/** Turns the one error that is an answer into a value; anything else goes on as it is. */
export async function asResult<T>(code: DomainError['code'], call: Promise<T>): Promise<T | DomainError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DomainError && error.code === code) return error;
    throw error;
  }
}
