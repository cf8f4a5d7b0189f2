import { queryDatabase } from './system-database.ts';

const TABLES = ['partners.payments', 'partners.refunds', 'partners.shipments'] as const;

/** What payment provider and carrier know. Theirs are outside, were they real: no restore takes them back. */
export type PartnersLedgers = Record<(typeof TABLES)[number], object[]>;

export async function partnersLedgers(): Promise<PartnersLedgers> {
  const read = async (table: string) => [
    table,
    (await queryDatabase<{ row: object }>(`select to_json(t) as row from ${table} t`)).map(({ row }) => row),
  ];
  return Object.fromEntries(await Promise.all(TABLES.map(read))) as PartnersLedgers;
}

/** They are put into a database that was restored from an older moment. */
export async function putPartnersLedgers(ledgers: PartnersLedgers): Promise<void> {
  for (const table of TABLES) {
    await queryDatabase(`truncate ${table}`);
    await queryDatabase(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(ledgers[table])]);
  }
}

/** As if the restore had taken place so much later: what partners did long ago the reconciler does not wait for. */
export const agePayments = (minutes: number) =>
  queryDatabase(`update partners.payments set updated_at = now() - $1::int * interval '1 minute'`, [minutes]);

/** What each order has cost its customer, and how many parcels the carrier has taken for it. */
export async function chargedAndSent(orderIds: readonly string[]): Promise<string[]> {
  const rows = await queryDatabase<{ charged: string; sent: string }>(
    `select coalesce((select sum(captured_cents) from partners.payments p where p.order_id = id), 0) as charged,
       (select count(*) from partners.shipments s where s.order_id = id and s.pick_up_at <= now() and s.cancelled_at is null) as sent
     from unnest($1::text[]) with ordinality as o (id, n) order by n`,
    [orderIds],
  );
  return rows.map(({ charged, sent }) => `${charged} for ${sent}`);
}

/** Of an order that neither PostgreSQL nor Temporal knows any more. */
export async function putUnknownPayment(reference: string): Promise<void> {
  await queryDatabase(
    `insert into partners.payments (reference, order_id, token, currency, amount_cents, authorised_cents, captured_cents, status)
     values ($1, 'long ago', 'tok_ok', 'USD', 1999, 1999, 1999, 'captured')`,
    [reference],
  );
}
