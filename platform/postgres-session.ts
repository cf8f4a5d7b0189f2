import pg from 'pg';

/** How one address of PostgreSQL (`DATABASE_URL`) is connected to, so that no setting of a server, database or role changes what our SQL means. */
export interface PostgresSession {
  /** For a pool, or a client. A pool makes each connection ready by itself. */
  readonly config: pg.PoolConfig;
  /** Of our tables: the address's `schema`. */
  readonly schema: string;
  /** The address says `pgbouncer=true`: a pooler lends a connection for one transaction, and nothing may be kept in a session. */
  readonly pooled: boolean;
  /** What makes a client's connection ready. @throws SessionRefused when it does not hold what our SQL depends on */
  prepare(client: Pick<pg.ClientBase, 'query'>): Promise<void>;
}

/** Thrown when PostgreSQL, or what stands before it, has to be set up otherwise first; the message says what. */
export class SessionRefused extends Error {
  override name = 'SessionRefused';
}

/** What a server may have set otherwise. Without the first, instants are moved by hours; see docs/servers.md. */
const PINNED = { TimeZone: 'UTC', DateStyle: 'ISO, MDY', default_transaction_isolation: 'read committed' };
/** PgBouncer keeps these for each of its clients, wherever their transactions run. */
const PIN_THROUGH_POOLER = `set timezone to '${PINNED.TimeZone}'; set datestyle to ${PINNED.DateStyle};`;
/** A name that PostgreSQL does not know: when it comes back empty, something on the way has dropped what we set. */
const MARKER = 'durable_orders.pinned';

export function postgresSession(url: string): PostgresSession {
  const address = new URL(url);
  const { searchParams } = address;
  const schema = searchParams.get('schema') ?? 'public';
  const pooled = searchParams.get('pgbouncer') === 'true';
  const prepare = (client: Pick<pg.ClientBase, 'query'>) => check(client, schema, pooled ? PIN_THROUGH_POOLER : undefined);
  // The pool waits for it, which its types do not say.
  const onConnect = prepare as (client: pg.ClientBase) => void;
  if (pooled) return { config: { connectionString: url, onConnect }, schema, pooled, prepare };
  const pins = { ...PINNED, search_path: pg.escapeIdentifier(schema), [MARKER]: 'yes' };
  const options = [searchParams.get('options'), ...Object.entries(pins).map(([name, value]) => `-c ${name}=${escaped(value)}`)];
  // What stands in the address goes before what is said beside it.
  searchParams.delete('options');
  const config = { connectionString: address.href, options: options.filter(Boolean).join(' '), onConnect };
  return { config, schema, pooled, prepare };
}

/** One connection that is ready. @throws SessionRefused, or why PostgreSQL could not be reached */
export async function openSession(url: string, more: pg.ClientConfig = {}): Promise<pg.Client> {
  const session = postgresSession(url);
  const client = new pg.Client({ ...more, ...session.config });
  // Who waits for an answer is told by that; who does not learns of it from the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await session.prepare(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw refusal(error);
  }
}

/** At the start of a process. PostgreSQL may be away then, which its readiness tells. @throws SessionRefused */
export async function fitSession(url: string): Promise<PostgresSession> {
  try {
    const client = await openSession(url, { connectionTimeoutMillis: 2000, query_timeout: 2000 });
    await client.end();
  } catch (error) {
    if (error instanceof SessionRefused) throw error;
  }
  return postgresSession(url);
}

/** A space ends an option. */
function escaped(value: string): string {
  return value.replaceAll(/[\\\s]/g, '\\$&');
}

const LOOK = `select current_setting('TimeZone') as "timeZone", current_setting('DateStyle') as "dateStyle",
  current_setting('default_transaction_isolation') as isolation, current_setting('server_encoding') as encoding,
  current_setting('${MARKER}', true) as marker, current_setting('server_version_num')::int as version,
  current_schema() as schema, exists (select from pg_namespace where nspname = $1) as "schemaIsThere",
  current_user as role, current_database() as database`;

interface Settings {
  readonly timeZone: string;
  readonly dateStyle: string;
  readonly isolation: string;
  readonly encoding: string;
  readonly marker: string | null;
  readonly version: number;
  readonly schema: string | null;
  readonly schemaIsThere: boolean;
  readonly role: string;
  readonly database: string;
}

async function check(client: Pick<pg.ClientBase, 'query'>, schema: string, pinFirst?: string): Promise<void> {
  if (pinFirst !== undefined) await client.query(pinFirst);
  const [found] = (await client.query<Settings>(LOOK, [schema])).rows;
  const reason = found && whyUnfit(found, schema, pinFirst !== undefined);
  if (reason !== undefined) throw new SessionRefused(reason);
}

/** Undefined when nothing is wrong; the first thing that is, else, and what to set. */
function whyUnfit(found: Settings, schema: string, pooled: boolean): string | undefined {
  const { role, database } = found;
  const alter = `alter role ${pg.escapeIdentifier(role)} in database ${pg.escapeIdentifier(database)} set`;
  if (!pooled && found.marker !== 'yes') return behindPooler('what we set for a session does not reach PostgreSQL');
  if (found.version < 150_000) return `PostgreSQL ${Math.floor(found.version / 10_000)} is too old: 15 or later is needed`;
  if (found.encoding !== 'UTF8') return `the database ${database} is encoded in ${found.encoding}: create it with encoding UTF8`;
  if (found.timeZone !== PINNED.TimeZone || found.dateStyle !== PINNED.DateStyle)
    return `PostgreSQL tells times in ${found.timeZone} (${found.dateStyle}), whatever is set: ${alter} timezone = 'UTC', and datestyle = 'ISO, MDY'`;
  if (found.isolation !== PINNED.default_transaction_isolation)
    return `PostgreSQL runs transactions of ${role} as ${found.isolation}: ${alter} default_transaction_isolation = 'read committed'`;
  // One that is not there yet is made by the migrations.
  if (found.schema === schema || !found.schemaIsThere) return undefined;
  return pooled
    ? `names are looked up in ${found.schema ?? 'no schema'}, not in ${schema}: ${alter} search_path = ${pg.escapeIdentifier(schema)}`
    : `${role} may not use the schema ${schema}: grant usage on schema ${pg.escapeIdentifier(schema)} to ${pg.escapeIdentifier(role)}`;
}

/** A start-up parameter that is not taken: by PgBouncer, which tells of a server that is away by the same code, and by Amazon's RDS Proxy. */
function isParameterRefused({ code, message }: pg.DatabaseError): boolean {
  return code === '0A000' || (code === '08P01' && message.includes('startup parameter'));
}

function refusal(error: unknown): unknown {
  const isRefused = error instanceof pg.DatabaseError && isParameterRefused(error);
  return isRefused ? new SessionRefused(behindPooler(error.message), { cause: error }) : error;
}

function behindPooler(reason: string): string {
  return `a pooler such as PgBouncer stands before PostgreSQL (${reason}): add pgbouncer=true to the query of DATABASE_URL`;
}
