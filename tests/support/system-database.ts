import type { QueryResultRow } from 'pg';
import { queryDatabase as query } from '../../deploy/local/scripting/query-database.ts';
import { setting } from './api-client.ts';

/** One look into the database of the system under test. */
export function queryDatabase<T extends QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]> {
  return query<T>(setting('TEST_DATABASE_URL'), sql, values);
}
