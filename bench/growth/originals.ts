import { connectDatabase } from '../../adapters/postgres/database.ts';
import { postgresSession } from '../../platform/postgres-session.ts';
import { carrierAtPace0, paymentsInMemory } from '../ports-in-memory.ts';
import { STORED } from './kinds.ts';
import { orderMaker } from './order-maker.ts';
import type { Connection } from './connection.ts';

/** Where an order has rows, and the column that names it. */
export const TABLES = {
  orders: 'id',
  order_events: 'order_id',
  reservations: 'order_id',
  outbox: 'order_id',
} as const;

/** The rows of the originals of one table, in `growth.<name>`, and how a copy's columns are made from theirs. */
export interface Original {
  readonly table: string;
  readonly columns: readonly string[];
  readonly values: readonly string[];
}

/**
 * Makes one order of each kind by the product's own steps, and moves their rows to the schema `growth`, with
 * blanks where a copy differs: whatever the product's tables look like, so do the copies.
 */
export async function makeOriginals(url: string, connection: Connection): Promise<Original[]> {
  await connection.query(`insert into stock (sku, on_hand) values ('SKU-1', 1000), ('SKU-2', 1000)`);
  await connection.query('create schema growth');
  await connection.query('create table growth.originals (id text, kind text, per_mille int, is_at_its_end boolean)');
  const db = connectDatabase({ session: postgresSession(url), poolSize: 2, name: 'bench' });
  try {
    const make = orderMaker({ db, payments: paymentsInMemory(), carrier: carrierAtPace0 });
    for (const { kind, perMille, isAtItsEnd } of STORED) {
      const values = [await make(kind), kind, perMille, isAtItsEnd];
      await connection.query('insert into growth.originals values ($1, $2, $3, $4)', values);
    }
  } finally {
    await db.close();
  }
  const originals: Original[] = [];
  for (const [table, key] of Object.entries(TABLES)) originals.push(await takeOut(connection, table, key));
  // Their events have been sent long ago.
  await connection.query(`update growth.outbox set sent_at = created_at + interval '10 ms'`);
  await connection.query(`truncate ${Object.keys(TABLES).join(', ')}, order_terms, stock restart identity cascade`);
  return originals;
}

async function takeOut(connection: Connection, table: string, key: string): Promise<Original> {
  const columns = await connection.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and column_default is distinct from $2 order by ordinal_position`,
    [table, `nextval('${table}_id_seq'::regclass)`],
  );
  const taken = columns.map(({ name, type }) => `${blanked(`t.${name}`, type)} as ${name}`);
  await connection.query(`
    create table growth.${table} as select o.id as original, ${taken.join(', ')}
    from public.${table} t join growth.originals g on position(g.id in t.${key}) > 0 join public.orders o on o.id = g.id`);
  const blanks = columns.map(({ name }) => `coalesce(bool_or(${name}::text like '%\\%%'), false) as ${name}`);
  const [hasBlanks = {}] = await connection.query<Record<string, boolean>>(`select ${blanks.join(', ')} from growth.${table}`);
  return {
    table,
    columns: columns.map(({ name }) => name),
    values: columns.map(({ name, type }) => (hasBlanks[name] || isInstant(type) ? filled(`t.${name}`, type) : asType(`t.${name}`, type))),
  };
}

const isText = (type: string) => type === 'text' || type === 'json';
const isInstant = (type: string) => type === 'timestamp with time zone';
const asType = (value: string, type: string) => (type === 'json' ? `${value}::json` : value);

/** Text becomes what `format` takes, an instant becomes the time since the order was made. */
function blanked(column: string, type: string): string {
  if (isInstant(type)) return `${column} - o.created_at`;
  if (!isText(type)) return column;
  const blanks: [given: string, blank: string][] = [
    [`'%'`, '%%'],
    ['o.id', '%1$s'],
    ['o.order_number', '%2$s'],
    ['o.customer_id', '%3$s'],
    [`'SKU-1'`, '%4$s'],
    [`'SKU-2'`, '%5$s'],
  ];
  const text = blanks.reduce((before, [given, blank]) => `replace(${before}, ${given}, '${blank}')`, `${column}::text`);
  // An original takes less than a minute: its instants are in the minute in which it was made, or in the next.
  const minute = (later: number) => `to_char(o.created_at + interval '${later} minutes', 'YYYY-MM-DD"T"HH24:MI')`;
  return `regexp_replace(${text}, '(' || ${minute(0)} || '|' || ${minute(1)} || '):\\d\\d\\.\\d{3}Z', '%6$s', 'g')`;
}

function filled(column: string, type: string): string {
  if (isInstant(type)) return `c.at + ${column}`;
  return asType(`format(${column}, c.id, c.order_number, c.customer_id, c.sku_1, c.sku_2, c.instant)`, type);
}
