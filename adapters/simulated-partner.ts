import { type Dependency, DependencyError } from '../domain/errors.ts';
import type { Database } from './postgres/database.ts';

/** A simulated partner's books, as the partner that they stand for: when they do not answer, it is the partner who does not. */
export function booksOf(partner: Extract<Dependency, 'payment provider' | 'carrier'>, db: Database): Database {
  const run: Database['run'] = async (operation) => {
    try {
      return await db.run(operation);
    } catch (error) {
      throw error instanceof DependencyError ? new DependencyError(partner, `The ${partner} did not answer.`, { cause: error }) : error;
    }
  };
  return { ...db, run };
}
