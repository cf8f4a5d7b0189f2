// What `npm start` says of a failure: a sentence that a person can act on. Where it is a bug, its place stands in a log.
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ConfigError } from '../../../platform/config.ts';
import { AbortPolling, PollTimeout, reasonOf } from '../../../platform/poll.ts';
import { SessionRefused } from '../../../platform/postgres-session.ts';
import { MigrationError } from '../../../prisma/migrate.ts';
import { LockedError } from '../data-dir/lock.ts';
import { CannotStart } from '../errors.ts';
import { GaveUp } from '../processes/supervisor.ts';

const EXPECTED = [ConfigError, CannotStart, LockedError, GaveUp, AbortPolling, PollTimeout, MigrationError, SessionRefused];

/** Never a stack: of what nobody expected that is written to the log, if it can be. */
export function describeFailure(error: unknown, logFile: string | undefined): string {
  if (EXPECTED.some((kind) => error instanceof kind) || (error instanceof Error && 'syscall' in error)) return reasonOf(error);
  if (error instanceof pg.DatabaseError) return `PostgreSQL broke off what it was asked: ${error.message} (${error.code})`;
  const isLogged = error instanceof Error && wrote(logFile, `${new Date().toISOString()} ${error.stack ?? error.message}\n`);
  return `A fault of npm start itself: ${reasonOf(error)}${isLogged ? ` (its place is in ${logFile})` : ''}`;
}

function wrote(file: string | undefined, text: string): boolean {
  if (file === undefined) return false;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, text);
    return true;
  } catch {
    return false;
  }
}
