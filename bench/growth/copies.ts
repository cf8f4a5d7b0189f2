import { connect, type Connection } from './connection.ts';
import { BIG_CUSTOMER, ENDED_DAYS, OPEN_DAYS, OUTBOX_DAYS, SHORT_SKUS, SKUS } from './kinds.ts';
import type { Original } from './originals.ts';

/** As many as the machine has cores to spare for it, each with a part of the copies. */
const WRITERS = 2;

/** Writes `count` copies of the originals, oldest first, as they would have come to be there. */
export async function writeCopies(url: string, connection: Connection, originals: readonly Original[], count: number): Promise<void> {
  await connection.query(planCopies(count));
  await connection.query('analyze growth.copies');
  const indexes = await dropIndexes(connection);
  const share = Math.ceil(count / WRITERS);
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(url, originals, writer * share, (writer + 1) * share)));
  await connection.query(WRITE_TERMS);
  for (const statement of indexes) await connection.query(statement);
  await connection.query(putInStock());
  await connection.query(LIST_SOME);
}

/** Who ordered what when: a twentieth of it one big customer, ten orders each of the others. */
function planCopies(count: number): string {
  return `
    create unlogged table growth.copies as
    select row_number() over (order by at) as n, original, id, at, customer_id,
      'SKU-' || sku as sku_1, 'SKU-' || 1 + sku % ${SKUS} as sku_2,
      to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as instant, ${orderNumber('id')} as order_number
    from (
      select original, gen_random_uuid()::text as id, 1 + floor(random() * ${SKUS})::int as sku,
        case when random() < 0.05 then '${BIG_CUSTOMER}' else 'cust_' || floor(random() * ${count / 10})::int end as customer_id,
        date_trunc('milliseconds', now() - random() * days * interval '1 day') as at
      from generate_series(1, ${count}) n
      join (
        select row_number() over () - 1 as place, id as original, case when is_at_its_end then ${ENDED_DAYS} else ${OPEN_DAYS} end as days
        from growth.originals cross join lateral generate_series(1, per_mille)
      ) k on k.place = n % 1000
    ) planned`;
}

/** What domain/order.ts makes of an id. */
function orderNumber(id: string): string {
  const bits = `('x' || lpad(right(replace(${id}, '-', ''), 13), 16, '0'))::bit(64)::bigint`;
  const digit = (place: number) => `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (${bits} >> ${5 * (9 - place)} & 31)::int, 1)`;
  const digits = Array.from({ length: 10 }, (_, place) => digit(place));
  return [...digits.slice(0, 5), `'-'`, ...digits.slice(5)].join(' || ');
}

async function write(url: string, originals: readonly Original[], from: number, to: number): Promise<void> {
  const connection = await connect(url);
  try {
    // Nothing refers to what is not there: foreign keys need not be looked up one by one.
    await connection.query('set session_replication_role = replica');
    for (const { table, columns, values } of originals) {
      // A sent row is not kept for ever; the ids are in the order of the events.
      const kept = table === 'outbox' ? `and c.at > now() - interval '${OUTBOX_DAYS} days' order by c.n, t.sequence` : '';
      await connection.query(`
        insert into ${table} (${columns.join(', ')}) select ${values.join(', ')}
        from growth.copies c join growth.${table} t on t.original = c.original
        where c.n > ${from} and c.n <= ${to} ${kept}`);
    }
  } finally {
    await connection.close();
  }
}

/** All but those that a foreign key leans on; an index that is built at once is built in a tenth of the time. @returns how to make them again */
async function dropIndexes(connection: Connection): Promise<string[]> {
  const indexes = await connection.query<{ drop: string; make: string }>(`
    select case when c.conname is null then format('drop index %s', i.indexrelid::regclass)
        else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
      case when c.conname is null then pg_get_indexdef(i.indexrelid)
        else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as make
    from pg_index i join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace and t.relname <> '_prisma_migrations'
    left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
    where not exists (select from pg_constraint f where f.conindid = i.indexrelid and f.contype = 'f')`);
  for (const { drop } of indexes) await connection.query(drop);
  return indexes.map(({ make }) => make);
}

/** What the triggers would have written. */
const WRITE_TERMS = `
  insert into order_terms (term, created_at, order_id)
  select term, o.created_at, o.id from orders o, order_terms_of(o.tenant, o.order_number, o.items, o.metadata) term`;

/** A sixteenth of the parcels under way wait for a person. */
const LIST_SOME = `
  update orders set attention = json_build_object('since', updated_at, 'code', 'CARRIER_SILENT',
    'text', 'The carrier is silent.', 'choices', json_build_array('keep_waiting', 'mark_lost'))
  where status = 'SHIPPED' and id like '%0'`;

/** Enough of everything, but for some SKUs of which less is there than is reserved. */
function putInStock(): string {
  return `
    insert into stock (sku, on_hand, reserved)
    select sku, case when row_number() over (order by reserved desc) <= ${SHORT_SKUS} then reserved / 2 else reserved + 1000000 end, reserved
    from (
      select 'SKU-' || n as sku, coalesce((select sum(reserved) from reservations where tenant = '' and sku = 'SKU-' || n and reserved > 0), 0) as reserved
      from generate_series(1, ${SKUS}) n
    ) wanted`;
}
