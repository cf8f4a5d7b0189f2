import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import type { Session } from './session.ts';
import { tracedAdapter } from './traced-adapter.ts';

export interface Database {
  readonly prisma: PrismaClient;
  /**
   * Runs one operation. @throws DependencyError when PostgreSQL is away, slow, or asks for the transaction to be repeated; the
   * DomainError that the operation throws
   */
  run<T>(operation: (prisma: PrismaClient) => Promise<T>): Promise<T>;
  /**
   * Runs one statement whose text never changes, with the values of `$1` …, and answers its rows.
   * @throws DependencyError as `run` does
   */
  rows<Row>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PooledDatabase extends Database {
  /** Its connections at this moment. */
  pool(): PoolState;
}

interface PoolState {
  readonly size: number;
  readonly busy: number;
  readonly idle: number;
  /** Statements that wait for a connection. */
  readonly waiting: number;
}

export interface DatabaseOptions {
  readonly session: Session;
  readonly poolSize: number;
  /** Stands in pg_stat_activity. */
  readonly name: string;
  /** How long a statement waits for a connection (ms, 2000). */
  readonly connectWithinMs?: number;
}

/** A statement that takes longer than this waits for something that will not come: the caller's retry is the better bet (ms). */
const STATEMENT_TIMEOUT_MS = 4000;

export function connectDatabase({ session, poolSize, name, connectWithinMs = 2000 }: DatabaseOptions): PooledDatabase {
  const { config, schema, pooled } = session;
  const pool = new pg.Pool({
    ...config,
    max: poolSize,
    application_name: `durable-orders ${name}`,
    connectionTimeoutMillis: connectWithinMs,
    // The server's own limit, which a pooler does not take, frees its locks; the client's, a little later, notices a server that is frozen.
    ...(!pooled && { statement_timeout: STATEMENT_TIMEOUT_MS }),
    query_timeout: STATEMENT_TIMEOUT_MS + 500,
    keepAlive: true,
  });
  const adapter = new PrismaPg(pool, {
    schema,
    disposeExternalPool: true,
    ...(!pooled && { statementNameGenerator: ({ sql }) => statementName(sql) }),
  });
  // Without the line that called, for which Prisma otherwise takes the stack before each statement.
  const prisma = new PrismaClient({ adapter: tracedAdapter(adapter), errorFormat: 'minimal' });
  const run = async <T>(operation: (client: PrismaClient) => Promise<T>) => {
    try {
      return await operation(prisma);
    } catch (error) {
      throw error instanceof DomainError || isBug(error)
        ? error
        : new DependencyError('postgres', 'PostgreSQL did not carry out the statement', { cause: error });
    }
  };
  return {
    prisma,
    run,
    rows: (sql, values) => run((client) => client.$queryRawUnsafe(sql, ...values)),
    pool: () => ({
      size: poolSize,
      busy: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    ping: async () => void (await run((client) => client.$queryRaw`select 1`)),
    close: () => prisma.$disconnect(),
  };
}

/**
 * Named statements are parsed and planned once per connection, which has to be always the same one. Only raw SQL and model reads with a fixed shape come through
 * here, so the names are few; the bound keeps a mistake from filling the server's memory.
 */
const names = new Map<string, string>();
function statementName(sql: string): string {
  const known = names.get(sql);
  if (known) return known;
  const name = createHash('sha1').update(sql).digest('base64url').slice(0, 16);
  if (names.size < 500) names.set(sql, name);
  return name;
}

const PROGRAMMING_ERRORS = [Prisma.PrismaClientValidationError, TypeError, RangeError, ReferenceError, SyntaxError];

/** Codes of PostgreSQL's classes 22 (data), 23 (constraint) and 42 (syntax) say that the statement itself is wrong. */
function isBug(error: unknown): boolean {
  if (PROGRAMMING_ERRORS.some((kind) => error instanceof kind)) return true;
  const sqlState = sqlStateOf(error);
  return sqlState !== undefined && /^(22|23|42)/.test(sqlState);
}

function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined;
  const meta = error.meta as { driverAdapterError?: { cause?: { originalCode?: string } } } | undefined;
  return meta?.driverAdapterError?.cause?.originalCode;
}
