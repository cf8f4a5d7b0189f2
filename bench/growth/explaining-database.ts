import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Database } from '../../adapters/postgres/database.ts';
import { postgresSession } from '../../platform/postgres-session.ts';
import { PrismaClient } from '../../prisma/generated/client.ts';
import { inTurn } from '../../workflows/in-turn.ts';
import type { Explained } from './plan-lines.ts';

/** A statement of the product, and how PostgreSQL carried it out when it came for the first time. */
export interface Statement {
  readonly sql: string;
  readonly explained: Explained;
}

export interface ExplainingDatabase {
  readonly db: Database;
  /** What was asked since the last call, each text once. */
  statements(): readonly Statement[];
  /** Undoes everything. */
  close(): Promise<void>;
}

/** PostgreSQL plans a named statement for its parameters this often, before it settles for what costs least from then on. */
const PLANNED_ANEW = 5;

/** One connection in one transaction, that explains each statement just before it is carried out. */
export async function openExplainingDatabase(url: string): Promise<ExplainingDatabase> {
  const { config, schema } = postgresSession(url);
  const pool = new pg.Pool({ ...config, max: 1 });
  const query = pool.query.bind(pool) as (config: pg.QueryConfig | string) => Promise<pg.QueryResult>;
  const known = new Set<string>();
  let statements: Statement[] = [];

  const explain = async ({ text, values = [] }: pg.QueryConfig): Promise<Explained> => {
    const call = `execute looked_at ${values.length > 0 ? `(${values.map(literal).join(', ')})` : ''}`;
    await query('savepoint before_look');
    await query(`prepare looked_at as ${text}`);
    for (let time = 1; time <= PLANNED_ANEW; time++) await query(`explain ${call}`);
    const { rows } = await query(`explain (analyze, buffers, format json) ${call}`);
    await query('rollback to savepoint before_look');
    await query('deallocate looked_at');
    return (rows[0] as { 'QUERY PLAN': [Explained] })['QUERY PLAN'][0];
  };
  const explainFirst = async (config: pg.QueryConfig) => {
    if (!known.has(config.text)) {
      known.add(config.text);
      statements.push({ sql: config.text, explained: await explain(config) });
    }
    return query(config);
  };
  // A step may send two at once; no look may come in between those of another.
  const afterTheOthers = inTurn();
  pool.query = ((config: pg.QueryConfig) => afterTheOthers(() => explainFirst(config))) as typeof pool.query;

  const db = databaseOver(pool, schema);
  await query('begin');
  return {
    db,
    statements() {
      const told = statements;
      statements = [];
      return told;
    },
    async close() {
      await query('rollback');
      await db.close();
    },
  };
}

/** As the product connects, without its limits of time: what takes longer is to be measured, not to fail. */
function databaseOver(pool: pg.Pool, schema: string): Database {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema }) });
  return {
    prisma,
    run: (operation) => operation(prisma),
    rows: (sql, values) => prisma.$queryRawUnsafe(sql, ...values),
    ping: async () => void (await pool.query('select 1')),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return pg.escapeLiteral(Array.isArray(value) ? `{${value.map((one) => JSON.stringify(String(one))).join(',')}}` : plain(value));
}

function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
